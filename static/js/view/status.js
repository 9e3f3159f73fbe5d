/** @import { AgentState, LinkState } from "../types.d.ts" */
import { element } from "./dom.js";
import { AGENT, HOLD_TO_BE_HEARD, LINK, LINK_DETAIL, MICROPHONE_OFF } from "./words.js";

/** A state that lasts shorter is seen, and not read out. */
const ANNOUNCE_AFTER_MS = 1000;

/** Who speaks and how the connection is: in sight at once, read out once it has settled. */
export class Status {
  #text = element("status", HTMLElement);
  #detail = element("detail", HTMLElement);
  #announcement = element("announcement", HTMLElement);
  #timer = 0;
  /** @type {LinkState} */
  #link = "idle";
  /** @type {AgentState} */
  #agent = "listening";
  #muted = false;
  #pushToTalk = false;
  #held = false;
  #liveDetail = "";

  /** @param {LinkState} link */
  link(link) {
    this.#link = link;
    this.#show();
  }

  /** @param {AgentState} agent */
  agent(agent) {
    this.#agent = agent;
    this.#show();
  }

  /** @param {boolean} muted */
  muted(muted) {
    this.#muted = muted;
    this.#show();
  }

  /** The microphone is heard only while a key is held. @param {boolean} on */
  pushToTalk(on) {
    this.#pushToTalk = on;
    this.held(false);
  }

  /** @param {boolean} held */
  held(held) {
    this.#held = held;
    this.#show();
  }

  /** What stands below the state while the talk is live. @param {string} text */
  liveDetail(text) {
    this.#liveDetail = text;
    this.#show();
  }

  #show() {
    const live = this.#link === "live";
    this.#text.textContent = live ? this.#agentWords() : LINK[this.#link];
    this.#detail.textContent = live ? this.#liveDetail : LINK_DETAIL[this.#link];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#announce(), ANNOUNCE_AFTER_MS);
  }

  #agentWords() {
    if (this.#held) return AGENT["user-speaking"];
    if (this.#pushToTalk && this.#agent === "listening") return HOLD_TO_BE_HEARD;
    return this.#muted && this.#agent === "listening" ? MICROPHONE_OFF : AGENT[this.#agent];
  }

  #announce() {
    const words = [this.#text.textContent, this.#link === "live" ? "" : this.#detail.textContent];
    const text = words.filter(Boolean).join(". ");
    if (this.#announcement.textContent !== text) this.#announcement.textContent = text;
  }
}
