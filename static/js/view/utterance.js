/** @import { Caption } from "../types.d.ts" */
import { fromTemplate, inside } from "./dom.js";

/** One side's words in the thread, growing fragment by fragment. */
export class Utterance {
  /** @type {HTMLElement} */
  element;
  #words;
  #unheard;
  #label;

  /**
   * @param {Pick<Caption, "role" | "turn" | "sequence">} caption
   * @param {boolean} typed
   */
  constructor({ role, turn, sequence }, typed) {
    this.element = fromTemplate("utterance-template");
    Object.assign(this.element.dataset, { role, turn: `${turn}`, sequence: `${sequence}`, final: "false" });
    if (typed) this.element.dataset.typed = "true";
    this.#words = inside(this.element, ".words", HTMLElement);
    this.#unheard = inside(this.element, ".unheard", HTMLElement);
    this.#label = inside(this.element, ".unheard-label", HTMLElement);
    const speaker = inside(this.element, ".speaker", HTMLElement);
    speaker.textContent = speaker.dataset[typed ? "typed" : role] ?? "";
  }

  /** @param {string} text plain text, whatever the model made of it */
  append(text) {
    if (text) this.#words.append(text);
  }

  /** @param {HTMLElement} picture that the words speak of */
  illustrate(picture) {
    inside(this.element, "p", HTMLElement).before(picture);
  }

  finish() {
    this.element.dataset.final = "true";
  }

  /** @param {HTMLElement} sources replaces what was there before */
  restsOn(sources) {
    this.element.querySelector(".sources")?.remove();
    this.element.append(sources);
  }

  /** @param {string} text the words that were sent and never heard */
  strike(text) {
    if (!text) return;
    const struck = this.#unheard.hidden ? text.trimStart() : text;
    this.#words.append(text.slice(0, text.length - struck.length));
    this.#unheard.append(struck);
    this.#unheard.hidden = false;
    this.#label.hidden = false;
  }
}
