import { Headset } from "./audio/headset.js";
import { PictureSource } from "./capture/picture-source.js";
import { PushToTalk } from "./push-to-talk.js";
import { SocketClient } from "./socket/socket-client.js";
import { requestTicket } from "./socket/ticket.js";
import { toTrouble, TroubleError } from "./trouble.js";

/** @import { ConversationEvents, ConversationState, LinkState, PictureSourceName, StartOptions, Trouble } from "./types.d.ts" */

/**
 * One talk with the model at a time: the only module the page needs. It knows no element of the page.
 *
 * Its events are CustomEvents, named and typed in `ConversationEvents`; `on` subscribes to a `detail`.
 */
export class Conversation extends EventTarget {
  #server;
  /** @type {ConversationState} */
  #state = { link: "idle", agent: "listening", muted: false, camera: false, screen: false };
  /** @type {Headset | null} */ #headset = null;
  /** @type {SocketClient | null} */ #socket = null;
  #sources = {
    camera: new PictureSource("camera", () => this.#stopPictures("camera")),
    screen: new PictureSource("screen", () => this.#stopPictures("screen")),
  };
  #pushToTalk = new PushToTalk({
    mute: async (on) => this.#headset?.mute(on),
    activity: (on) => this.#socket?.tell({ kind: "activity", on }),
    changed: (held) => this.#emit("held", { held }),
  });
  /** The source started last: what the words speak of. */
  #newest = /** @type {PictureSourceName} */ ("camera");

  /** @param {{ socketUrl: string, ticketUrl: string, csrfToken: string }} server */
  constructor(server) {
    super();
    this.#server = server;
  }

  /** @returns {Readonly<ConversationState>} */
  get state() {
    return { ...this.#state };
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
    if (this.#headset) return;
    const headset = this.#makeHeadset();
    this.#headset = headset;
    try {
      this.#link(microphone ? "asking-permission" : "connecting");
      await headset.open(microphone);
      if (this.#headset !== headset) return;
      this.#muted(!microphone);
      this.#link("connecting");
      const ticket = await requestTicket(this.#server.ticketUrl, this.#server.csrfToken);
      if (this.#headset !== headset) return;
      this.#connect(headset, { modality, keep, lang, assistant, ticket, tools, time_zone: timeZone() });
    } catch (problem) {
      if (this.#headset === headset) this.#fail(toTrouble(problem));
    }
  }

  /** Ends the talk and releases microphone, camera, screen and sound. */
  async stop() {
    if (!this.#headset) return;
    const released = this.#release();
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
   * camera or screen is on.
   *
   * @param {string} text
   * @param {ImageBitmap} [upload]
   * @returns {Promise<void>} once sent; rejects with TroubleError when it could not be, so that the text is kept
   */
  async say(text, upload) {
    const source = upload ? { name: /** @type {const} */ ("upload") } : this.#sources[this.#newest];
    const picture = upload ?? (await this.#sources[this.#newest].take());
    if (!this.#socket) {
      picture?.close();
      throw notTalking();
    }
    await this.#socket.say(text, picture && { source: source.name, picture });
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
    this.#stopPictures("camera");
  }

  /** Rejects with TroubleError; code "cancelled" is a picker that the person closed. */
  async startScreen() {
    await this.#startPictures("screen");
  }

  stopScreen() {
    this.#stopPictures("screen");
  }

  #makeHeadset() {
    return new Headset({
      levels: (levels) => this.#emit("levels", levels),
      flatness: (change) => this.#emit(change === "flat" ? "microphone-flat" : "microphone-back", {}),
      lost: () => this.#microphoneLost(),
    });
  }

  /** @param {Headset} headset @param {import("./types.d.ts").Hello} hello */
  #connect(headset, hello) {
    const socket = new SocketClient({
      event: ({ name, detail }) => this.#receive(socket, name, detail),
      pictureWanted: (source) => void this.#sendPicture(socket, source),
      failed: () => this.#fail(toTrouble(new TroubleError("unsupported_browser", "This browser can't run the page. Use a current one.", false))),
    });
    this.#socket = socket;
    const { playbackPort, capturePort } = headset;
    const microphoneOn = !this.#state.muted;
    socket.tell({ kind: "start", url: this.#server.socketUrl, hello, microphoneOn, playback: playbackPort }, [playbackPort]);
    if (capturePort) socket.tell({ kind: "capture", port: capturePort }, [capturePort]);
    for (const source of /** @type {const} */ (["camera", "screen"])) {
      if (this.#state[source]) socket.tell({ kind: "source", source, on: true });
    }
  }

  /** @template {keyof ConversationEvents} Name @param {SocketClient} socket @param {Name} name @param {ConversationEvents[Name]} detail */
  #receive(socket, name, detail) {
    if (this.#socket !== socket) return;
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
  async #startPictures(name, options) {
    const headset = this.#headset;
    if (!headset) throw notTalking();
    const source = this.#sources[name];
    try {
      await source.start(options);
    } catch (problem) {
      this.#stopPictures(name);
      throw problem;
    }
    if (this.#headset !== headset) return source.stop();
    this.#newest = name;
    this.#state[name] = true;
    this.#socket?.tell({ kind: "source", source: name, on: true });
    this.#emit("picture", { source: name, on: true, stream: source.stream });
  }

  /** @param {PictureSourceName} name */
  #stopPictures(name) {
    this.#sources[name].stop();
    if (!this.#state[name]) return;
    this.#state[name] = false;
    this.#newest = name === "camera" ? "screen" : "camera";
    this.#socket?.tell({ kind: "source", source: name, on: false });
    this.#emit("picture", { source: name, on: false, stream: null });
  }

  /** @param {SocketClient} socket @param {PictureSourceName} source */
  async #sendPicture(socket, source) {
    const picture = await this.#sources[source].take();
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
    this.#stopPictures("camera");
    this.#stopPictures("screen");
    this.#headset = null;
    this.#socket = null;
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
