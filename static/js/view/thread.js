/** @import { Caption, Cut, Role, Shown, Sources, ToolCall as Call, ToolResult } from "../types.d.ts" */
import { element } from "./dom.js";
import { Follow } from "./follow.js";
import { sourcesElement } from "./sources.js";
import { ToolCall } from "./tool-call.js";
import { Utterance } from "./utterance.js";
import { Waiting } from "./waiting.js";

/** The captions of both sides, in the order of their sequence. */
export class Thread {
  #list = element("thread", HTMLOListElement);
  #suggestions = element("suggestions", HTMLElement);
  #follow = new Follow(element("thread-scroll", HTMLElement), element("latest", HTMLButtonElement));
  /** @type {Map<number, Utterance>} */
  #utterances = new Map();
  /** @type {Map<number, ToolCall>} */
  #calls = new Map();
  /** Of answers whose first words have not been heard yet. @type {Map<number, Sources>} */
  #sources = new Map();
  #waiting = new Waiting();

  /** @param {(text: string) => void} suggest called with a suggestion the person chose */
  constructor(suggest) {
    this.#suggestions.addEventListener("click", (event) => {
      if (event.target instanceof HTMLButtonElement) suggest(event.target.textContent ?? "");
    });
  }

  /** @param {Caption} caption */
  add(caption) {
    if (!caption.text && !this.#utterances.has(caption.sequence)) return;
    const utterance = this.#utterance(caption);
    utterance.append(caption.text);
    if (caption.final) utterance.finish();
    this.#follow.grown();
  }

  /** @param {Cut} cut */
  cut({ turn, sequence, unheard }) {
    if (!unheard && !this.#utterances.has(sequence)) return;
    const utterance = this.#utterance({ role: "model", turn, sequence });
    utterance.strike(unheard);
    utterance.finish();
    this.#follow.grown();
  }

  /** What the server has, in the place of what is shown of it; nothing else that has begun goes on. @param {Shown[]} utterances */
  replace(utterances) {
    for (const utterance of this.#utterances.values()) utterance.breakOff();
    for (const call of this.#calls.values()) call.left();
    for (const shown of utterances) {
      const { role, turn, sequence, typed } = shown;
      if (role !== "tool") this.#utterance({ role, turn, sequence, typed }).replace(shown);
      else if (!this.#calls.has(sequence)) this.#show(sequence, ToolCall.recalled(shown));
    }
    this.#follow.jump();
  }

  /** @param {Call} call */
  called(call) {
    this.#show(call.sequence, new ToolCall(call));
    this.#follow.grown();
  }

  /** @param {ToolResult} result */
  came(result) {
    this.#calls.get(result.sequence)?.came(result);
    this.#follow.grown();
  }

  /** @param {{ sequence: number }} call */
  cancelled({ sequence }) {
    this.#calls.get(sequence)?.cancelled();
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

  /** A caption with this `ref` will bring these words back. @param {string} id @param {string} text @param {HTMLElement | null} [picture] */
  expectTyped(id, text, picture = null) {
    this.#waiting.add(id, text, picture);
    this.#follow.jump();
  }

  /** These words wait no more. @param {string} id */
  forgetTyped(id) {
    this.#waiting.take(id);
  }

  clear() {
    this.#utterances.clear();
    this.#calls.clear();
    this.#sources.clear();
    this.#waiting.clear();
    this.#list.replaceChildren();
    this.#suggestions.hidden = false;
    this.#follow.jump();
  }

  /** @typedef {{ role: Role, turn: number, sequence: number, ref?: string, typed?: boolean }} Begun */

  /** What is shown of it, or a new one. @param {Begun} begun @returns {Utterance} */
  #utterance(begun) {
    return this.#utterances.get(begun.sequence) ?? this.#begin(begun);
  }

  /** @param {Begun} begun */
  #begin({ role, turn, sequence, ref, typed = Boolean(ref) }) {
    const utterance = new Utterance({ role, turn, sequence }, typed);
    const picture = ref && this.#waiting.take(ref);
    if (picture) utterance.illustrate(picture);
    this.#utterances.set(sequence, utterance);
    this.#suggestions.hidden = true;
    this.#place(sequence, utterance.element);
    const sources = this.#sources.get(sequence);
    if (sources) utterance.restsOn(sourcesElement(sources));
    return utterance;
  }

  /** @param {number} sequence @param {ToolCall} call */
  #show(sequence, call) {
    this.#calls.set(sequence, call);
    this.#suggestions.hidden = true;
    this.#place(sequence, call.element);
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
