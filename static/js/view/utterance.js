/** @import { Caption, Shown } from "../types.d.ts" */
import { fromTemplate, inside } from "./dom.js";
import { CUT_OFF, NOT_HEARD } from "./words.js";

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

  /** As the server has it. @param {Pick<Shown, "text" | "interrupted" | "heard_chars">} shown */
  replace({ text, interrupted, heard_chars: heardChars }) {
    // The server counts characters, where a string here counts UTF-16 units.
    const characters = Array.from(text);
    const shown = this.#words.textContent ?? "";
    // The record of an answer that was cut with its server is some moments older than what was heard here.
    const heardHere = text.startsWith(shown) ? Array.from(shown).length : 0;
    // What is being said still will be heard.
    const heard = interrupted ? Math.max(heardChars, heardHere) : characters.length;
    this.#words.textContent = characters.slice(0, heard).join("");
    this.#unheard.textContent = "";
    this.#unheard.hidden = this.#label.hidden = true;
    this.strike(characters.slice(heard).join(""));
    this.finish();
  }

  /** Nothing more comes of it, whether all was said or not. */
  breakOff() {
    const { role, final } = this.element.dataset;
    if (role === "model" && final === "false") this.#mark(CUT_OFF);
    this.finish();
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
    this.#mark(NOT_HEARD);
  }

  /** @param {string} words */
  #mark(words) {
    this.#label.textContent = words;
    this.#label.hidden = false;
  }
}
