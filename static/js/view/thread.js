/** @import { Caption, Cut, Sources, ToolCall as Call, ToolResult } from "../types.d.ts" */
import { element } from "./dom.js";
import { Follow } from "./follow.js";
import { sourcesElement } from "./sources.js";
import { ToolCall } from "./tool-call.js";
import { Utterance } from "./utterance.js";

/** The captions of both sides, in the order of their sequence. */
export class Thread {
  #list = element("thread", HTMLOListElement);
  #suggestions = element("suggestions", HTMLElement);
  #follow = new Follow(element("thread-scroll", HTMLElement), element("latest", HTMLButtonElement));
  /** @type {Map<number, Utterance>} */
  #utterances = new Map();
  /** @type {Map<string, ToolCall>} */
  #calls = new Map();
  /** Of answers whose first words have not been heard yet. @type {Map<number, Sources>} */
  #sources = new Map();
  /** Typed words whose caption has not come back yet, and the picture that goes with them. @type {Map<string, HTMLElement | null>} */
  #typed = new Map();

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

  /** @param {Call} call */
  called(call) {
    const shown = new ToolCall(call);
    this.#calls.set(call.id, shown);
    this.#suggestions.hidden = true;
    this.#place(call.sequence, shown.element);
    this.#follow.grown();
  }

  /** @param {ToolResult} result */
  came(result) {
    this.#calls.get(result.id)?.came(result);
    this.#follow.grown();
  }

  /** @param {{ id: string }} call */
  cancelled({ id }) {
    this.#calls.get(id)?.cancelled();
  }

  /** Nothing runs any more. */
  over() {
    for (const call of this.#calls.values()) call.over();
  }

  /** @param {Sources} sources */
  restsOn(sources) {
    const utterance = this.#utterances.get(sources.sequence);
    if (!utterance) return void this.#sources.set(sources.sequence, sources);
    utterance.restsOn(sourcesElement(sources));
    this.#follow.grown();
  }

  /** The caption that brings these words back is marked as typed. @param {string} text @param {HTMLElement | null} [picture] */
  expectTyped(text, picture = null) {
    this.#typed.set(text, picture);
    this.#follow.jump();
  }

  /** The words were not sent after all. @param {string} text */
  forgetTyped(text) {
    this.#typed.delete(text);
  }

  clear() {
    this.#utterances.clear();
    this.#calls.clear();
    this.#sources.clear();
    this.#typed.clear();
    this.#list.replaceChildren();
    this.#suggestions.hidden = false;
    this.#follow.jump();
  }

  /** @param {Pick<Caption, "role" | "turn" | "sequence" | "text">} caption @returns {Utterance} */
  #begin(caption) {
    const words = caption.text.trim();
    const picture = this.#typed.get(words);
    const typed = caption.role === "user" && this.#typed.delete(words);
    const utterance = new Utterance(caption, typed);
    if (typed && picture) utterance.illustrate(picture);
    this.#utterances.set(caption.sequence, utterance);
    this.#suggestions.hidden = true;
    this.#place(caption.sequence, utterance.element);
    const sources = this.#sources.get(caption.sequence);
    if (sources) utterance.restsOn(sourcesElement(sources));
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
