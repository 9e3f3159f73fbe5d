import { Command, decodeSpeech, encodePicture, Event, PictureSource, unwrap16 } from "../protocol.js";
import { CaptionGate } from "./caption-gate.js";
import { Link } from "./link.js";
import { PictureEncoder } from "./picture-encoder.js";
import { PictureSlot } from "./picture-slot.js";
import { Uplink } from "./uplink.js";

/**
 * @import { AgentState, ConversationEvents, LinkState, PageMessage, Picture, PictureSourceName, Trouble, WorkerMessage } from "../types.d.ts"
 * @import { ServerEvent } from "./link.js"
 * @import { Played } from "./caption-gate.js"
 */

const TICK_MS = 100;
const SOURCES = Object.freeze({
  camera: PictureSource.CAMERA,
  screen: PictureSource.SCREEN,
  upload: PictureSource.UPLOAD,
});
const NOT_CONNECTED = Object.freeze({
  code: "not_connected",
  message: "That could not be sent: there is no connection at the moment. Try again.",
  retry: true,
});
const NO_SOUND = Object.freeze({
  code: "no_sound",
  message: "Your device plays no sound, so the answer is shown as text. Check the volume and the output device.",
});
const AUDIO_DROPPED = Object.freeze({
  code: "audio_dropped",
  message: "Your connection is too slow: some of what you said was lost.",
});

/** Joins the link to the microphone, the loudspeaker and the page: media never touch the page's own thread. */
export class Relay {
  #tellPage;
  #link;
  #uplink;
  #gate;
  #pictures = new PictureSlot();
  #encoder = new PictureEncoder();
  /** @type {MessagePort | null} */ #playback;
  #microphoneOn;
  #microphoneTold;
  /** An activity has been started and not yet ended. */
  #speaks = false;
  #linkState = /** @type {LinkState} */ ("connecting");
  #turn = 0;
  #played = { turn: 0, samples: 0 };
  #toldOfDrops = false;
  #started = performance.now();
  #ticking;

  /**
   * @param {Extract<PageMessage, { kind: "start" }>} start
   * @param {(message: WorkerMessage) => void} tellPage
   */
  constructor({ url, hello, microphoneOn, playback }, tellPage) {
    this.#tellPage = tellPage;
    this.#microphoneOn = this.#microphoneTold = microphoneOn;
    this.#playback = playback;
    this.#link = new Link(url, { ...hello }, {
      state: (state, error) => this.#linkIs(state, error),
      event: (event) => this.#receive(event),
      media: (frame) => this.#hear(frame),
      played: () => (this.#played.turn ? { [this.#played.turn]: this.#played.samples } : {}),
    });
    this.#uplink = new Uplink(
      (frame) => this.#link.sendMedia(frame),
      () => this.#link.waitingBytes,
    );
    this.#gate = new CaptionGate(
      (caption) => this.#emit("caption", caption),
      (cut) => this.#emit("cut", cut),
      () => this.#emit("notice", NO_SOUND),
    );
    if (playback) playback.onmessage = ({ data }) => this.#wasPlayed(data);
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  start() {
    this.#link.start();
  }

  /** @param {MessagePort} port where the capture worklet posts its chunks */
  listenTo(port) {
    port.onmessage = ({ data }) => {
      if (this.#linkState !== "ended" && this.#linkState !== "error") this.#uplink.put(data);
      port.postMessage(data.pcm, [data.pcm]);
      this.#tellOfDrops();
    };
  }

  /** @param {boolean} on */
  microphone(on) {
    this.#microphoneOn = on;
    if (this.#link.send(Command.MICROPHONE, { on })) this.#microphoneTold = on;
  }

  /** Push-to-talk: the person speaks from now on, or has spoken. @param {boolean} on */
  activity(on) {
    this.#speaks = on;
    this.#link.send(on ? Command.ACTIVITY_START : Command.ACTIVITY_END);
  }

  /** Silences what plays without waiting for the server to say so. */
  interrupt() {
    if (!this.#link.send(Command.INTERRUPT)) return;
    this.#playback?.postMessage({ flush: this.#turn });
  }

  /** @param {string} assistant who is to go on with the talk */
  settings(assistant) {
    this.#link.send(Command.SETTINGS, { assistant });
  }

  /** @param {Extract<PageMessage, { kind: "tool-result" }>} answer */
  toolResult({ id, result, error }) {
    this.#link.send(Command.TOOL_RESULT, error ? { id, error } : { id, result });
  }

  /** @param {PictureSourceName} source @param {boolean} on */
  source(source, on) {
    this.#pictures.set(source, on);
    this.#encoder.forget();
    this.#link.send(Command.CAMERA, { on, source });
  }

  /** @param {PictureSourceName} source @param {Picture | null} picture as it was asked for */
  async picture(source, picture) {
    if (!picture || (await this.#send(source, picture, false)) === null) this.#pictures.skip();
  }

  /** @param {Extract<PageMessage, { kind: "say" }>} message */
  async say({ id, text, shot }) {
    const frame = shot && (await this.#send(shot.source, shot.picture, true));
    const sent = this.#link.send(Command.TEXT, frame === null ? { id, text } : { id, text, after_frame: frame });
    this.#tellPage({ kind: "said", id, trouble: sent ? null : NOT_CONNECTED });
  }

  async stop() {
    await this.#link.end();
    this.#tellPage({ kind: "stopped" });
  }

  /** Comes back at once, where a retry is being awaited. */
  hurry() {
    this.#link.hurry();
  }

  /** @param {PictureSourceName | "upload"} source @param {Picture} picture @param {boolean} always */
  async #send(source, picture, always) {
    const capturedMs = this.#now();
    const jpeg = await this.#encoder.encode(picture, source, always);
    if (!jpeg || !this.#link.live) return null;
    const frame = this.#pictures.sent(this.#now());
    this.#link.sendMedia(encodePicture({ frame, capturedMs, source: SOURCES[source], jpeg }));
    return frame;
  }

  /** @param {ArrayBuffer} frame */
  #hear(frame) {
    const speech = decodeSpeech(frame);
    if (!speech) return;
    const turn = unwrap16(speech.turn, this.#turn);
    const { offset, pcm, last } = speech;
    this.#turn = turn;
    this.#gate.arrived(turn, offset + pcm.length, this.#now());
    if (last) this.#playback?.postMessage({ turn, offset, end: true });
    else this.#playback?.postMessage({ turn, offset, pcm }, [pcm.buffer]);
  }

  /** @param {Played} played */
  #wasPlayed(played) {
    this.#played = { turn: played.turn, samples: Math.floor(played.samples) };
    this.#link.send(Command.PLAYED, this.#played);
    this.#gate.played(played, this.#now());
  }

  /** @param {ServerEvent} event */
  #receive(event) {
    const { type, n: _n, ...detail } = event;
    switch (type) {
      case Event.READY:
        this.#gate.silent = detail.modality === "TEXT";
        return this.#emit("ready", /** @type {any} */ (detail));
      case Event.STATE:
        return this.#serverIs(detail.link, detail.agent);
      case Event.TURN:
        this.#turn = Math.max(this.#turn, detail.turn);
        return;
      case Event.CAPTION:
        return this.#gate.add(/** @type {any} */ (detail), this.#now());
      case Event.INTERRUPTED:
        return this.#interrupted(detail.turn);
      case Event.ACK:
        this.#uplink.acknowledge(detail.microphone);
        return this.#pictures.acknowledge(detail.frame);
      case Event.ASSISTANT:
      case Event.STORED:
      case Event.TOOL_CALL:
      case Event.TOOL_RESULT:
      case Event.TOOL_CANCELLED:
      case Event.SOURCES:
      case Event.USAGE:
      case Event.SNAPSHOT:
      case Event.ERROR:
        return this.#emit(type, /** @type {any} */ (detail));
      case Event.UPSTREAM:
        return this.#emit("notice", /** @type {any} */ (detail));
    }
  }

  /** @param {number} turn */
  #interrupted(turn) {
    this.#playback?.postMessage({ flush: turn });
    this.#gate.interrupt(turn, this.#now());
    this.#emit("agent", { agent: "interrupted" });
  }

  /** What the server says of its own link to the model. @param {string} link @param {string} agent */
  #serverIs(link, agent) {
    if (this.#link.live && (link === "live" || link === "reconnecting" || link === "connecting")) this.#show(link);
    this.#emit("agent", { agent: /** @type {AgentState} */ (agent.replace("_", "-")) });
  }

  /** @param {LinkState} state @param {Trouble} [error] */
  #linkIs(state, error) {
    if (state === "live") this.#joined();
    else this.#uplink.close();
    if (state === "ended" || state === "error") clearInterval(this.#ticking);
    this.#show(state, error);
  }

  #joined() {
    this.#uplink.open();
    this.#encoder.forget();
    if (this.#speaks) this.activity(true);
    if (this.#microphoneOn !== this.#microphoneTold) this.microphone(this.#microphoneOn);
    for (const source of this.#pictures.sources) this.#link.send(Command.CAMERA, { on: true, source });
  }

  /** @param {LinkState} state @param {Trouble} [error] */
  #show(state, error) {
    if (state === this.#linkState && !error) return;
    this.#linkState = state;
    this.#emit("link", error ? { state, error } : { state });
  }

  #tick() {
    const now = this.#now();
    this.#gate.tick(now);
    const source = this.#link.live ? this.#pictures.due(now) : null;
    if (source) this.#tellPage({ kind: "picture-wanted", source });
  }

  #tellOfDrops() {
    // Whoever speaks for longer while "connecting" is shown has not begun to talk with anyone.
    const dropped = this.#uplink.droppedMs > 0 && this.#linkState !== "connecting";
    if (dropped && !this.#toldOfDrops) this.#emit("notice", AUDIO_DROPPED);
    this.#toldOfDrops = dropped;
    this.#uplink.droppedMs = 0;
  }

  #now() {
    return performance.now() - this.#started;
  }

  /** @template {keyof ConversationEvents} Name @param {Name} name @param {ConversationEvents[Name]} detail */
  #emit(name, detail) {
    this.#tellPage(/** @type {WorkerMessage} */ ({ kind: "event", name, detail }));
  }
}
