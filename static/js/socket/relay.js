import { Command, Event, GENERATION_STRIDE } from "../protocol.js";
import { Link } from "./link.js";
import { Pending } from "./pending.js";
import { PictureUplink } from "./picture-uplink.js";
import { Slowness } from "./slowness.js";
import { Speech } from "./speech.js";
import { TypedWords } from "./typed-words.js";
import { Uplink } from "./uplink.js";

/**
 * @import { AgentState, ConversationEvents, LinkState, PageMessage, Picture, PictureSourceName, Trouble, WorkerMessage } from "../types.d.ts"
 * @import { ServerEvent } from "./link.js"
 */

const TICK_MS = 100;
/** The server lets the model call fewer at a time. */
const MOST_ANSWERS = 64;
const OVER = Object.freeze({ code: "not_connected", message: "That was not sent: the talk is over.", retry: true });
const NO_SOUND = Object.freeze({
  code: "no_sound",
  message: "Your device plays no sound, so the answer is shown as text. Check the volume and the output device.",
});

/** Joins the link to the microphone, the loudspeaker and the page: media never touch the page's own thread. */
export class Relay {
  #tellPage;
  #link;
  #uplink;
  #pictures;
  #words;
  #speech;
  #slowness = new Slowness((slow) => this.#emit("slow", { slow }));
  /** What functions that ran in the page gave, by call. */
  #answers = new Pending(MOST_ANSWERS);
  #linkState = /** @type {LinkState} */ ("connecting");
  /** The last utterance that has come. */
  #sequence = 0;
  /** Of the process that holds the talk. */
  #generation = 0;
  #started = performance.now();
  #ticking;

  /**
   * @param {Extract<PageMessage, { kind: "start" }>} start
   * @param {(message: WorkerMessage) => void} tellPage
   */
  constructor({ url, greeting, playback }, tellPage) {
    const now = () => performance.now() - this.#started;
    this.#tellPage = tellPage;
    this.#link = new Link(url, greeting, {
      state: (state, error) => this.#linkIs(state, error),
      event: (event) => this.#receive(event),
      media: (frame) => this.#speech.hear(frame),
      seen: () => ({ played: this.#speech.played, sequence: this.#sequence }),
    });
    this.#uplink = new Uplink(this.#link);
    this.#pictures = new PictureUplink(this.#link, now);
    this.#words = new TypedWords(this.#link, this.#pictures, (id, trouble) => tellPage({ kind: "said", id, trouble }));
    this.#speech = new Speech(this.#link, now, playback, {
      caption: (caption) => this.#emit("caption", caption),
      cut: (cut) => this.#emit("cut", cut),
      noSound: () => this.#emit("notice", NO_SOUND),
    });
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  start() {
    this.#link.start();
  }

  /** @param {MessagePort} port where the capture worklet posts its chunks */
  listenTo(port) {
    port.onmessage = ({ data }) => {
      if (!this.#over) this.#uplink.put(data);
      port.postMessage(data.pcm, [data.pcm]);
    };
  }

  /** @param {boolean} on */
  microphone(on) {
    if (!on) this.#uplink.end();
  }

  /** Push-to-talk: the person speaks from now on, or has spoken. @param {boolean} on */
  activity(on) {
    this.#uplink.activity(on);
  }

  interrupt() {
    if (this.#link.send(Command.INTERRUPT)) this.#speech.silence();
  }

  /** @param {string} assistant who is to go on with the talk */
  settings(assistant) {
    this.#link.send(Command.SETTINGS, { assistant });
  }

  /** @param {Extract<PageMessage, { kind: "tool-result" }>} answer */
  toolResult({ id, result, error }) {
    const answer = error ? { id, error } : { id, result };
    this.#answers.put(id, { send: () => this.#link.send(Command.TOOL_RESULT, answer) });
  }

  /** @param {PictureSourceName} source @param {boolean} on */
  source(source, on) {
    this.#pictures.set(source, on);
  }

  /** @param {PictureSourceName} source @param {Picture | null} picture as it was asked for */
  picture(source, picture) {
    void this.#pictures.send(source, picture);
  }

  /** @param {Extract<PageMessage, { kind: "say" }>} message */
  async say(message) {
    await this.#words.say(message);
    if (this.#over) this.#words.giveUp(OVER);
  }

  async stop() {
    await this.#link.end();
    this.#tellPage({ kind: "stopped" });
  }

  /** The network has changed, or the page been woken. */
  hurry() {
    this.#link.hurry();
  }

  get #over() {
    return this.#linkState === "ended" || this.#linkState === "error";
  }

  /** @param {ServerEvent} event */
  #receive(event) {
    const { type, n, ...detail } = event;
    const before = this.#generation;
    this.#generation = Math.floor(n / GENERATION_STRIDE);
    switch (type) {
      case Event.READY:
        return this.#ready(/** @type {any} */ (detail));
      case Event.STATE:
        return this.#serverIs(detail.link, detail.agent);
      case Event.TURN:
        return this.#speech.begins(detail.turn);
      case Event.CAPTION:
        return this.#captioned(/** @type {any} */ (detail));
      case Event.INTERRUPTED:
        this.#speech.interrupted(detail.turn);
        return this.#emit("agent", { agent: "interrupted" });
      case Event.ACK:
        return this.#acknowledged(/** @type {any} */ (detail));
      case Event.SNAPSHOT:
        return this.#shown(/** @type {any} */ (detail), before !== this.#generation);
      case Event.TOOL_RESULT:
      case Event.TOOL_CANCELLED:
        this.#answers.settle(detail.id);
        return this.#emit(type, /** @type {any} */ (detail));
      case Event.TOOL_CALL:
        this.#sequence = Math.max(this.#sequence, detail.sequence);
        return this.#emit(type, /** @type {any} */ (detail));
      case Event.ASSISTANT:
      case Event.STORED:
      case Event.SOURCES:
      case Event.USAGE:
        return this.#emit(type, /** @type {any} */ (detail));
      case Event.ERROR:
        return this.#refused(/** @type {any} */ (detail));
      case Event.UPSTREAM:
        return this.#emit("notice", /** @type {any} */ (detail));
    }
  }

  /** @param {ConversationEvents["ready"]} ready */
  #ready(ready) {
    this.#speech.silent = ready.modality === "TEXT";
    this.#emit("ready", ready);
    this.#speech.open();
    this.#pictures.open();
    this.#uplink.open(ready.microphone);
    this.#answers.open();
    // After what was spoken before them.
    this.#uplink.then(() => this.#words.open());
  }

  /** How the talk stands. @param {ConversationEvents["snapshot"]} snapshot @param {boolean} elsewhere another server goes on with it */
  #shown({ utterances }, elsewhere) {
    if (elsewhere) this.#takenOver();
    else this.#speech.forget();
    this.#sequence = Math.max(this.#sequence, ...utterances.map(({ sequence }) => sequence));
    this.#emit("snapshot", { utterances });
  }

  #takenOver() {
    this.#speech.abandon();
    this.#answers.giveUp(OVER);
    this.#slowness.another();
  }

  /** @param {import("./caption-gate.js").StampedCaption} caption */
  #captioned(caption) {
    this.#sequence = Math.max(this.#sequence, caption.sequence);
    this.#speech.caption(caption);
    if (caption.ref) this.#words.settle(caption.ref);
  }

  /** @param {{ microphone: number, frame: number, dropped_ms: number }} taken */
  #acknowledged({ microphone, frame, dropped_ms: droppedMs }) {
    this.#uplink.acknowledge(microphone);
    this.#pictures.acknowledge(frame);
    this.#slowness.there(droppedMs, performance.now());
  }

  /** @param {ConversationEvents["error"] & { ref: string }} error */
  #refused({ ref, ...error }) {
    const { code, message, retry } = error;
    const known = this.#answers.wasSentAgain(ref);
    const expected = this.#words.settle(ref, { code, message, retry }) || (this.#answers.settle(ref) && known);
    if (!expected) this.#emit("error", error);
  }

  /** What the server says of its own link to the model: once it was there, it is there again or will be. @param {string} link @param {string} agent */
  #serverIs(link, agent) {
    if (this.#link.live && link !== "ended") this.#show(link === "live" ? "live" : "reconnecting");
    this.#emit("agent", { agent: /** @type {AgentState} */ (agent.replace("_", "-")) });
  }

  /** @param {LinkState} state @param {Trouble} [error] */
  #linkIs(state, error) {
    if (state === "reconnecting") this.#wait();
    // Whoever speaks for longer while "connecting" is shown has not begun to talk with anyone.
    if (this.#linkState === "connecting") this.#slowness.excuse(this.#uplink.droppedMs);
    this.#show(state, error);
    if (this.#over) this.#end();
  }

  /** The connection is lost: what comes meanwhile is kept. */
  #wait() {
    for (const each of [this.#uplink, this.#answers, this.#words, this.#speech]) each.close();
  }

  #end() {
    clearInterval(this.#ticking);
    this.#uplink.close();
    this.#words.giveUp(OVER);
  }

  /** @param {LinkState} state @param {Trouble} [error] */
  #show(state, error) {
    if (state === this.#linkState && !error) return;
    if (state === "ended" || state === "error") this.#speech.abandon();
    this.#linkState = state;
    this.#emit("link", error ? { state, error } : { state });
  }

  #tick() {
    this.#speech.tick();
    const now = performance.now();
    this.#uplink.tick(now);
    if (this.#linkState !== "connecting") this.#slowness.here(this.#uplink.droppedMs, now);
    this.#slowness.tick(now);
    const source = this.#pictures.due();
    if (source) this.#tellPage({ kind: "picture-wanted", source });
  }

  /** @template {keyof ConversationEvents} Name @param {Name} name @param {ConversationEvents[Name]} detail */
  #emit(name, detail) {
    this.#tellPage(/** @type {WorkerMessage} */ ({ kind: "event", name, detail }));
  }
}
