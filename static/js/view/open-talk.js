/** @import { Conversation } from "../conversation.js" */
/** @import { OpenTalk as Talk } from "../keepsake.js" */
import { Keepsake } from "../keepsake.js";
import { element } from "./dom.js";

const BEAT_MS = 2_000;

/** Remembers the talk of this tab; after a reload, a card on the first page offers to go on with it or to end it. */
export class OpenTalk {
  #conversation;
  #keepsake = new Keepsake(sessionStorage);
  #card = element("open-talk", HTMLElement);
  #goOn = element("go-on", HTMLButtonElement);
  /** What the card offers. @type {Talk | null} */
  #offered = null;
  /** Of the talk that is on. @type {Talk} */
  #talk = { conversation: "", token: "", kept: true, assistant: "", microphone: false };
  #beat = 0;

  /** @param {Conversation} conversation @param {(talk: Talk) => void} goOn */
  constructor(conversation, goOn) {
    this.#conversation = conversation;
    this.#goOn.addEventListener("click", () => {
      const talk = this.#takeOffer();
      if (talk) goOn(talk);
    });
    element("end-talk", HTMLButtonElement).addEventListener("click", () => {
      this.end();
      element("start", HTMLButtonElement).focus();
    });
    conversation.on("ready", ({ conversation: id, token, kept }) => this.#note({ conversation: id, token, kept }));
    conversation.on("assistant", ({ assistant }) => this.#note({ assistant }));
    conversation.on("muted", ({ muted }) => this.#note({ microphone: !muted }));
    window.addEventListener("pagehide", () => this.#beat && this.#keepsake.renew());
    this.offer();
  }

  /** Where there is something to go on with. @returns {boolean} whether there is */
  offer() {
    const found = this.#keepsake.find();
    if (!found) return false;
    this.#offered = found.talk;
    this.#card.hidden = false;
    this.#goOn.focus();
    setTimeout(() => this.#lapse(), found.forMs);
    return true;
  }

  /** Only while it is live the server's minute has not begun. @param {boolean} live */
  live(live) {
    clearInterval(this.#beat);
    this.#beat = live ? setInterval(() => this.#keepsake.renew(), BEAT_MS) : 0;
  }

  /** It can't be gone on with. */
  over() {
    this.#talk.token = "";
    this.#keepsake.forget();
  }

  /** Ends what is offered: another talk is wanted, or none. */
  end() {
    const talk = this.#takeOffer();
    if (!talk) return;
    this.#keepsake.forget();
    void this.#conversation.leave(talk);
  }

  /** @param {Partial<Talk>} news */
  #note(news) {
    Object.assign(this.#talk, news);
    if (this.#talk.token && this.#beat) this.#keepsake.keep({ ...this.#talk });
  }

  /** @returns {Talk | null} */
  #takeOffer() {
    const talk = this.#offered;
    this.#offered = null;
    this.#card.hidden = true;
    return talk;
  }

  #lapse() {
    if (!this.#offered) return;
    const focused = this.#card.contains(document.activeElement);
    this.#takeOffer();
    this.#keepsake.forget();
    if (focused) element("start", HTMLButtonElement).focus();
  }
}
