import { Headset } from "./audio/headset.js";
import { PictureSources } from "./capture/picture-sources.js";
import { newId } from "./id.js";
import { PushToTalk } from "./push-to-talk.js";
import { farewell } from "./socket/farewell.js";
import { SocketClient } from "./socket/socket-client.js";
import { requestTicket } from "./socket/ticket.js";
import { toTrouble, TroubleError } from "./trouble.js";

/** @import { ConversationEvents, ConversationState, Hello, LinkState, Pass, PictureSourceName, StartOptions, Trouble } from "./types.d.ts" */

/**
 * One talk with the model at a time: the only module the page needs. It knows no element of the page.
 *
 * Its events are CustomEvents, named and typed in `ConversationEvents`; `on` subscribes to a `detail`.
 */
export class Conversation extends EventTarget {
  #server;
  /** @type {Omit<ConversationState, PictureSourceName>} */
  #state = { link: "idle", agent: "listening", muted: false };
  /** @type {Headset | null} */ #headset = null;
  /** @type {SocketClient | null} */ #socket = null;
  /** What it could be gone on with. @type {Pass | null} */ #pass = null;
  /** Ends a talk that this page is in no more. */
  #farewell = Promise.resolve();
  #pictures = new PictureSources((source, on, stream) => {
    this.#socket?.tell({ kind: "source", source, on });
    this.#emit("picture", { source, on, stream });
  });
  #pushToTalk = new PushToTalk({
    mute: async (on) => this.#headset?.mute(on),
    activity: (on) => this.#socket?.tell({ kind: "activity", on }),
    changed: (held) => this.#emit("held", { held }),
  });

  /** @param {{ socketUrl: string, ticketUrl: string, csrfToken: string }} server */
  constructor(server) {
    super();
    this.#server = server;
  }

  /** @returns {Readonly<ConversationState>} */
  get state() {
    return { ...this.#state, ...this.#pictures.on };
  }

  /**
   * Calls `listener` with the detail of every event `name`; returns what unsubscribes it.
   *
   * @template {keyof ConversationEvents} Name
   * @param {Name} name
   * @param {(detail: ConversationEvents[Name]) => void} listener
   * @returns {() => void}
   */
  on(name, listener) {
    const handler = (/** @type {Event} */ event) => listener(/** @type {CustomEvent} */ (event).detail);
    this.addEventListener(name, handler);
    return () => this.removeEventListener(name, handler);
  }

  /**
   * Gets microphone and sound, then the server. Call it inside the click. Never rejects: a failure is the
   * event `link` with state "error" (codes no_microphone, permission_denied, microphone_busy, insecure_context,
   * unsupported_browser: `start({microphone: false})` goes on by text).
   *
   * @param {StartOptions} [options]
   * @returns {Promise<void>} settled once the connection is being made, or has failed
   */
  async start({ modality = "AUDIO", keep = true, lang = "", assistant = "", tools = [], microphone = true } = {}) {
    await this.#begin(microphone, async () => {
      await this.#farewell;
      const ticket = await requestTicket(this.#server.ticketUrl, this.#server.csrfToken);
      return { hello: { modality, keep, lang, assistant, ticket, tools, time_zone: timeZone() } };
    });
  }

  /**
   * Goes on with a talk that this page was in before it was loaded again, as `start` begins one: the event `ready`
   * had its `pass`, a minute ago at most. What was said comes as the event `snapshot`.
   *
   * @param {Pass} pass
   * @param {{ microphone?: boolean }} [options]
   * @returns {Promise<void>}
   */
  async goOn({ conversation, token }, { microphone = true } = {}) {
    await this.#begin(microphone, async () => ({ pass: { conversation, token } }));
  }

  /** Ends such a talk without going on with it. @param {Pass} pass */
  async leave(pass) {
    this.#farewell = this.#sayFarewell(pass);
    await this.#farewell;
  }

  /** Ends the talk and releases microphone, camera, screen and sound. */
  async stop() {
    if (!this.#headset) return;
    // Nobody hears a goodbye now.
    const left = this.#state.link === "reconnecting" ? this.#pass : null;
    const released = this.#release();
    if (left) this.#farewell = released.then(() => this.#sayFarewell(left));
    this.#link("ended");
    await released;
  }

  /** Without a microphone yet, `mute(false)` asks for it; rejects with TroubleError. @param {boolean} on */
  async mute(on) {
    const headset = this.#headset;
    await headset?.mute(on);
    if (!headset || this.#headset !== headset) return;
    this.#socket?.tell({ kind: "microphone", on: !on });
    this.#muted(on);
  }

  /** Answers a `tool_call` that runs in the browser. @param {string} id @param {unknown} result @param {string} [error] */
  answer(id, result, error = "") {
    this.#socket?.tell({ kind: "tool-result", id, result, error });
  }

  /** With push-to-talk: hears the person from now on, or no more. Rejects with TroubleError. @param {boolean} held */
  async hold(held) {
    await this.#pushToTalk.hold(held);
  }

  /** Silences the answer without a word spoken. */
  interrupt() {
    this.#socket?.tell({ kind: "interrupt" });
  }

  /**
   * Types words to the model. The picture that they speak of goes before them: `upload`, else a fresh one where a
   * camera or screen is on. While the connection is lost they wait.
   *
   * @param {string} text
   * @param {{ upload?: ImageBitmap | undefined, id?: string }} [options] `id` comes back as `ref` of their caption
   * @returns {Promise<void>} once they have been taken; rejects with TroubleError when they can't be
   */
  async say(text, { upload, id = newId() } = {}) {
    const source = upload ? "upload" : this.#pictures.newest;
    const picture = upload ?? (await this.#pictures.take(this.#pictures.newest));
    if (!this.#socket) {
      picture?.close();
      throw notTalking();
    }
    await this.#socket.say(id, text, picture && { source, picture });
  }

  /** Goes on with another assistant; the event `assistant` tells who answers then. @param {string} assistant */
  change(assistant) {
    this.#socket?.tell({ kind: "settings", assistant });
  }

  /** Also turns to the other camera. Rejects with TroubleError. @param {{ facingMode?: "user" | "environment" }} [options] */
  async startCamera(options = {}) {
    await this.#startPictures("camera", options);
  }

  stopCamera() {
    this.#pictures.stop("camera");
  }

  /** Rejects with TroubleError; code "cancelled" is a picker that the person closed. */
  async startScreen() {
    await this.#startPictures("screen");
  }

  stopScreen() {
    this.#pictures.stop("screen");
  }

  /** @param {boolean} microphone @param {() => Promise<{ hello: Hello } | { pass: Pass }>} greet */
  async #begin(microphone, greet) {
    if (this.#headset) return;
    const headset = this.#makeHeadset();
    this.#headset = headset;
    try {
      this.#link(microphone ? "asking-permission" : "connecting");
      await headset.open(microphone);
      if (this.#headset !== headset) return;
      this.#muted(!microphone);
      this.#link("connecting");
      const greeting = await greet();
      if (this.#headset === headset) this.#connect(headset, greeting);
    } catch (problem) {
      if (this.#headset === headset) this.#fail(toTrouble(problem));
    }
  }

  /** @param {Pass} pass */
  #sayFarewell({ conversation, token }) {
    return farewell(this.#server.socketUrl, { conversation, token });
  }

  #makeHeadset() {
    return new Headset({
      levels: (levels) => this.#emit("levels", levels),
      flatness: (change) => this.#emit(change === "flat" ? "microphone-flat" : "microphone-back", {}),
      lost: () => this.#microphoneLost(),
    });
  }

  /** @param {Headset} headset @param {{ hello: Hello } | { pass: Pass }} greeting */
  #connect(headset, greeting) {
    const socket = new SocketClient({
      event: ({ name, detail }) => this.#receive(socket, name, detail),
      pictureWanted: (source) => void this.#sendPicture(socket, source),
      failed: () => this.#fail(toTrouble(new TroubleError("unsupported_browser", "This browser can't run the page. Use a current one.", false))),
    });
    this.#socket = socket;
    const { playbackPort, capturePort } = headset;
    socket.tell({ kind: "start", url: this.#server.socketUrl, greeting, playback: playbackPort }, [playbackPort]);
    if (capturePort) socket.tell({ kind: "capture", port: capturePort }, [capturePort]);
    for (const source of /** @type {const} */ (["camera", "screen"])) {
      if (this.#pictures.on[source]) socket.tell({ kind: "source", source, on: true });
    }
  }

  /** @template {keyof ConversationEvents} Name @param {SocketClient} socket @param {Name} name @param {ConversationEvents[Name]} detail */
  #receive(socket, name, detail) {
    if (this.#socket !== socket) return;
    if (name === "ready") this.#pass = /** @type {ConversationEvents["ready"]} */ (detail);
    if (name === "agent") this.#state.agent = /** @type {ConversationEvents["agent"]} */ (detail).agent;
    if (name === "assistant") this.#hearOnlyWhileHeld(/** @type {ConversationEvents["assistant"]} */ (detail).push_to_talk);
    if (name !== "link") return this.#emit(name, detail);
    const { state, error } = /** @type {ConversationEvents["link"]} */ (detail);
    if (state === "ended" || state === "error") void this.#release();
    this.#link(state, error);
  }

  /** @param {boolean} on */
  #hearOnlyWhileHeld(on) {
    void this.#pushToTalk.set(on, this.#state.muted);
  }

  /** @param {PictureSourceName} name @param {{ facingMode?: "user" | "environment" }} [options] */
  async #startPictures(name, options = {}) {
    const headset = this.#headset;
    if (!headset) throw notTalking();
    await this.#pictures.start(name, options, () => this.#headset === headset);
  }

  /** @param {SocketClient} socket @param {PictureSourceName} source */
  async #sendPicture(socket, source) {
    const picture = await this.#pictures.take(source);
    socket.tell({ kind: "picture", source, picture }, [picture]);
  }

  #microphoneLost() {
    this.#emit("notice", {
      code: "microphone_lost",
      message: "The microphone is gone. Plug it in and unmute, or go on by typing.",
    });
    void this.mute(true);
  }

  /** @param {Trouble} error */
  #fail(error) {
    void this.#release();
    this.#link("error", error);
  }

  /** Lets go of every device and of the server. */
  async #release() {
    const [headset, socket] = [this.#headset, this.#socket];
    this.#pictures.stopAll();
    this.#headset = this.#socket = this.#pass = null;
    void this.#pushToTalk.set(false, true);
    this.#state.agent = "listening";
    await Promise.all([headset?.close(), socket?.stop()]);
  }

  /** @param {boolean} muted */
  #muted(muted) {
    this.#state.muted = muted;
    this.#emit("muted", { muted });
  }

  /** @param {LinkState} state @param {Trouble} [error] */
  #link(state, error) {
    this.#state.link = state;
    this.#emit("link", error ? { state, error } : { state });
  }

  /** @template {keyof ConversationEvents} Name @param {Name} name @param {ConversationEvents[Name]} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** IANA; "" where the browser does not know. */
function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

function notTalking() {
  return new TroubleError("not_connected", "There is no conversation at the moment. Start one first.");
}
