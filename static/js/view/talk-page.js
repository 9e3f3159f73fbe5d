/** @import { Conversation } from "../conversation.js" */
/** @import { OpenTalk as Talk } from "../keepsake.js" */
/** @import { ConversationEvents } from "../types.d.ts" */
import { newId } from "../id.js";
import { isTrouble } from "../trouble.js";
import { Appearance } from "./appearance.js";
import { AssistantChooser } from "./assistant-chooser.js";
import { AssistantMenu } from "./assistant-menu.js";
import { Composer } from "./composer.js";
import { Controls } from "./controls.js";
import { Cost } from "./cost.js";
import { element } from "./dom.js";
import { Ending } from "./ending.js";
import { Help } from "./help.js";
import { HoldButton } from "./hold-button.js";
import { Keys } from "./keys.js";
import { Notices } from "./notices.js";
import { OpenTalk } from "./open-talk.js";
import { Orb } from "./orb.js";
import { Pictures } from "./pictures.js";
import { Status } from "./status.js";
import { Thread } from "./thread.js";
import { Tools } from "./tools.js";
import { WakeLock } from "./wake-lock.js";
import { FAILED, KEPT, MICROPHONE_FLAT, NOT_KEPT, SLOW } from "./words.js";

/** Ties a conversation to the elements of the page. */
export class TalkPage {
  #conversation;
  #state = document.body.dataset;
  #welcome = element("welcome", HTMLElement);
  #talk = element("talk", HTMLElement);
  #keepNothing = element("keep", HTMLInputElement);
  #assistants = new AssistantChooser();
  #assistantMenu = new AssistantMenu((slug) => this.#conversation.change(slug));
  #skip = element("skip", HTMLButtonElement);
  #orb = new Orb(element("orb", HTMLElement));
  #status = new Status();
  #notices = new Notices();
  #wakeLock = new WakeLock();
  #cost = new Cost();
  #hold = new HoldButton((held) => void this.#attempt(this.#conversation.hold(held)));
  #help = new Help();
  #thread = new Thread((text) => void this.#say(text));
  #composer = new Composer(
    (text, shown) => this.#say(text, shown),
    ({ code, message }) => this.#notices.show(code, message, "error"),
  );
  #controls = new Controls({
    mute: (on) => void this.#attempt(this.#conversation.mute(on)),
    camera: (on) => this.#pictures.set("camera", on),
    screen: (on) => this.#pictures.set("screen", on),
    stop: () => void this.#conversation.stop(),
  });
  #ending = new Ending({
    again: () => this.#again(this.#withMicrophone),
    type: () => this.#again(false),
    back: () => this.#link({ state: "idle" }),
  });
  #pictures;
  #tools;
  #openTalk;
  /** What is being gone on with, until it is live. @type {Talk | null} */
  #returning = null;
  #withMicrophone = true;
  /** Whether this talk is kept, once it has begun. @type {boolean | null} */
  #kept = null;

  /** @param {Conversation} conversation */
  constructor(conversation) {
    this.#conversation = conversation;
    this.#pictures = new Pictures(conversation, (action) => this.#attempt(action));
    this.#tools = new Tools(conversation, this.#thread, new Appearance());
    this.#openTalk = new OpenTalk(conversation, (talk) => this.#goOn(talk, talk.microphone));
    this.#offer("start", true);
    this.#offer("start-typing", false);
    this.#skip.addEventListener("click", () => this.#interrupt());
    this.#listen();
    this.#bindKeys();
  }

  #listen() {
    const conversation = this.#conversation;
    conversation.on("link", (detail) => this.#link(detail));
    conversation.on("agent", (detail) => this.#agent(detail));
    conversation.on("ready", (detail) => this.#ready(detail));
    conversation.on("assistant", ({ assistant, push_to_talk: pushToTalk }) => {
      this.#talkWith(assistant);
      this.#pushToTalk(pushToTalk);
    });
    conversation.on("held", ({ held }) => {
      this.#hold.held(held);
      this.#status.held(held);
    });
    conversation.on("snapshot", ({ utterances }) => this.#thread.replace(utterances));
    conversation.on("slow", ({ slow }) => {
      if (slow) this.#notices.show("slow", SLOW, "hint");
      else this.#notices.remove("slow");
    });
    conversation.on("caption", (caption) => this.#thread.add(caption));
    conversation.on("cut", (cut) => this.#thread.cut(cut));
    conversation.on("usage", (usage) => this.#cost.show(usage));
    conversation.on("levels", (levels) => this.#orb.show(levels));
    conversation.on("muted", (detail) => this.#muted(detail));
    conversation.on("picture", (detail) => {
      this.#controls.show(detail.source, detail.on);
      this.#pictures.show(detail);
    });
    conversation.on("notice", ({ code, message }) => this.#notices.show(code, message));
    conversation.on("error", (error) => this.#error(error));
    conversation.on("microphone-flat", () => this.#notices.show("microphone-flat", MICROPHONE_FLAT, "hint"));
    conversation.on("microphone-back", () => this.#notices.remove("microphone-flat"));
  }

  #bindKeys() {
    const keys = {
      m: () => this.#controls.toggle("mute"),
      v: () => this.#controls.toggle("camera"),
      s: () => this.#controls.toggle("screen"),
      "?": () => this.#help.open(),
      escape: () => this.#interrupt(),
    };
    new Keys(keys, () => this.#help.lettersOn);
  }

  /** A click before this script had come would have been lost. @param {string} id @param {boolean} microphone */
  #offer(id, microphone) {
    const button = element(id, HTMLButtonElement);
    button.addEventListener("click", () => this.#start(microphone));
    button.disabled = false;
  }

  /** @param {boolean} microphone */
  #again(microphone) {
    if (this.#returning) this.#goOn(this.#returning, microphone);
    else this.#start(microphone);
  }

  /** @param {boolean} microphone */
  #start(microphone) {
    this.#openTalk.end();
    this.#returning = null;
    this.#prepare(microphone, this.#assistants.chosen, null);
    const keep = !this.#keepNothing.checked;
    const assistant = this.#assistants.chosen;
    const tools = this.#tools.names;
    void this.#conversation.start({ modality: "AUDIO", keep, lang: navigator.language, assistant, tools, microphone });
  }

  /** @param {Talk} talk @param {boolean} microphone */
  #goOn(talk, microphone) {
    this.#returning = talk;
    this.#prepare(microphone, talk.assistant, talk.kept);
    void this.#conversation.goOn(talk, { microphone });
  }

  /** An empty page for a talk. @param {boolean} microphone @param {string} assistant @param {boolean | null} kept */
  #prepare(microphone, assistant, kept) {
    this.#withMicrophone = microphone;
    this.#kept = kept;
    this.#thread.clear();
    this.#cost.clear();
    this.#notices.clear();
    this.#muted({ muted: !microphone });
    this.#talkWith(assistant);
  }

  /** @param {string} assistant */
  #talkWith(assistant) {
    this.#assistants.settle(assistant);
    this.#assistantMenu.show(assistant);
  }

  /** The button to hold stands in the place of the one that mutes. @param {boolean} on */
  #pushToTalk(on) {
    this.#hold.show(on);
    this.#controls.offer("mute", !on);
    this.#status.pushToTalk(on);
  }

  /** @param {ConversationEvents["link"]} detail */
  #link({ state, error }) {
    const before = this.#state.link;
    const live = state === "live";
    const over = state === "ended" || state === "error";
    const running = !over && state !== "idle";
    const begun = live || state === "reconnecting";
    const noMicrophone = before === "asking-permission";
    const kept = noMicrophone ? null : this.#kept;
    this.#state.link = state;
    this.#welcome.hidden = state !== "idle";
    this.#talk.hidden = state === "idle";
    // An error of a talk that had begun is how it ended; the words beside it say why.
    this.#status.link(state === "error" && kept !== null ? "ended" : state);
    this.#controls.enable({ running, begun });
    this.#composer.enable({ running, begun });
    this.#hold.enable(begun);
    if (!running) this.#pushToTalk(false);
    this.#assistantMenu.enable(live);
    this.#wakeLock.hold(running);
    this.#openTalk.live(live);
    this.#agent({ agent: "listening" });
    if (over) this.#over(error, kept, noMicrophone);
    else this.#ending.hide();
    if (state === "idle") this.#offerStart();
    else if (running && (before === "idle" || before === "ended" || before === "error")) this.#begun();
  }

  #offerStart() {
    if (!this.#openTalk.offer()) element("start", HTMLButtonElement).focus();
  }

  #begun() {
    if (this.#withMicrophone) this.#talk.focus();
    else this.#composer.focus();
  }

  /**
   * @param {ConversationEvents["link"]["error"]} error
   * @param {boolean | null} kept null where it had not begun
   * @param {boolean} noMicrophone
   */
  #over(error, kept, noMicrophone) {
    this.#orb.rest();
    this.#notices.clear();
    // Without a microphone a talk that was to be gone on with is open still.
    if (!noMicrophone) {
      this.#returning = null;
      this.#openTalk.over();
    }
    if (error) this.#ending.failed(error, kept, noMicrophone);
    else this.#ending.ended(kept);
  }

  /** @param {ConversationEvents["agent"]} detail */
  #agent({ agent }) {
    this.#state.agent = agent;
    this.#status.agent(agent);
    this.#skip.hidden = agent !== "speaking";
  }

  /** @param {ConversationEvents["ready"]} detail */
  #ready({ kept }) {
    this.#returning = null;
    this.#kept = kept;
    this.#status.liveDetail(kept ? KEPT : NOT_KEPT);
  }

  /** @param {ConversationEvents["muted"]} detail */
  #muted({ muted }) {
    this.#state.microphone = muted ? "off" : "on";
    this.#controls.show("mute", muted);
    this.#status.muted(muted);
    if (muted) this.#notices.remove("microphone-flat");
  }

  /** @param {ConversationEvents["error"]} error a fatal one comes as the link's state too */
  #error({ code, message, fatal }) {
    if (!fatal) this.#notices.show(code, message, "error");
  }

  #interrupt() {
    if (this.#state.link !== "live") return;
    if (document.activeElement === this.#skip) this.#talk.focus();
    this.#conversation.interrupt();
  }

  /**
   * @param {string} text
   * @param {{ picture: ImageBitmap, thumbnail: HTMLCanvasElement } | null} [shown]
   * @returns {Promise<boolean>} whether it was sent
   */
  async #say(text, shown = null) {
    const id = newId();
    this.#thread.expectTyped(id, text, shown?.thumbnail);
    const sent = await this.#attempt(this.#conversation.say(text, { id, upload: shown?.picture }));
    this.#thread.forgetTyped(id);
    return sent;
  }

  /**
   * Tells the person when an action fails; what they called off themselves is no failure.
   *
   * @param {Promise<void>} action
   * @returns {Promise<boolean>} whether it succeeded
   */
  async #attempt(action) {
    try {
      await action;
      return true;
    } catch (problem) {
      const { code, message } = isTrouble(problem) ? problem : { code: "failed", message: FAILED };
      if (code !== "cancelled") this.#notices.show(code, message, "error");
      return false;
    }
  }
}
