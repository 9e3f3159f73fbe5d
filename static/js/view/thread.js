/** @import { Caption, Cut } from "../types.d.ts" */
import { element } from "./dom.js";
import { Follow } from "./follow.js";
import { Utterance } from "./utterance.js";

/** The captions of both sides, in the order of their sequence. */
export class Thread {
  #list = element("thread", HTMLOListElement);
  #suggestions = element("suggestions", HTMLElement);
  #follow = new Follow(element("thread-scroll", HTMLElement), element("latest", HTMLButtonElement));
  /** @type {Map<number, Utterance>} */
  #utterances = new Map();
  /** Typed words whose caption has not come back yet. @type {Set<string>} */
  #typed = new Set();

  /** @param {(text: string) => void} suggest called with a suggestion the person chose */
  constructor(suggest) {
    this.#suggestions.addEventListener("click", (event) => {
      if (event.target instanceof HTMLButtonElement) suggest(event.target.textContent ?? "");
    });
  }

  /** @param {Caption} caption */
  add(caption) {
    if (!caption.text && !this.#utterances.has(caption.sequence)) return;
    const utterance = this.#utterances.get(caption.sequence) ?? this.#begin(caption);
    utterance.append(caption.text);
    if (caption.final) utterance.finish();
    this.#follow.grown();
  }

  /** @param {Cut} cut */
  cut({ turn, sequence, unheard }) {
    if (!unheard && !this.#utterances.has(sequence)) return;
    const utterance = this.#utterances.get(sequence) ?? this.#begin({ role: "model", turn, sequence, text: "" });
    utterance.strike(unheard);
    utterance.finish();
    this.#follow.grown();
  }

  /** The caption that brings these words back is marked as typed. @param {string} text */
  expectTyped(text) {
    this.#typed.add(text);
    this.#follow.jump();
  }

  /** The words were not sent after all. @param {string} text */
  forgetTyped(text) {
    this.#typed.delete(text);
  }

  clear() {
    this.#utterances.clear();
    this.#typed.clear();
    this.#list.replaceChildren();
    this.#suggestions.hidden = false;
    this.#follow.jump();
  }

  /** @param {Pick<Caption, "role" | "turn" | "sequence" | "text">} caption @returns {Utterance} */
  #begin(caption) {
    const typed = caption.role === "user" && this.#typed.delete(caption.text.trim());
    const utterance = new Utterance(caption, typed);
    this.#utterances.set(caption.sequence, utterance);
    this.#suggestions.hidden = true;
    this.#place(caption.sequence, utterance.element);
    return utterance;
  }

  /**
   * Puts an element where its sequence belongs: nearly always last, so the search begins there.
   *
   * @param {number} sequence
   * @param {HTMLElement} item
   */
  #place(sequence, item) {
    let before = this.#list.lastElementChild;
    while (before instanceof HTMLElement && Number(before.dataset.sequence) > sequence) {
      before = before.previousElementSibling;
    }
    if (before) before.after(item);
    else this.#list.prepend(item);
  }
}
