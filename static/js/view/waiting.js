import { element, inside } from "./dom.js";
import { Utterance } from "./utterance.js";
import { WAITING } from "./words.js";

/** Words that come back sooner are not shown in between. */
const A_MOMENT_MS = 500;

/** @typedef {{ item: HTMLElement, picture: HTMLElement | null, timer: ReturnType<typeof setTimeout> }} Typed */

/** Typed words that have not come back yet, below the thread. */
export class Waiting {
  #list = element("waiting", HTMLOListElement);
  /** @type {Map<string, Typed>} */
  #typed = new Map();

  /** @param {string} id @param {string} text @param {HTMLElement | null} picture that they speak of */
  add(id, text, picture) {
    const { element: item } = utteranceOf(text);
    const timer = setTimeout(() => this.#show(item, picture), A_MOMENT_MS);
    this.#typed.set(id, { item, picture, timer });
  }

  /** They wait no more. @param {string} id @returns {HTMLElement | null} their picture */
  take(id) {
    const typed = this.#typed.get(id);
    if (!typed) return null;
    this.#typed.delete(id);
    clearTimeout(typed.timer);
    typed.item.remove();
    return typed.picture;
  }

  clear() {
    for (const id of [...this.#typed.keys()]) this.take(id);
  }

  /** @param {HTMLElement} item @param {HTMLElement | null} picture */
  #show(item, picture) {
    if (picture) inside(item, "p", HTMLElement).before(picture);
    this.#list.append(item);
  }
}

/** @param {string} text */
function utteranceOf(text) {
  const utterance = new Utterance({ role: "user", turn: 0, sequence: 0 }, true);
  utterance.append(text);
  inside(utterance.element, ".speaker", HTMLElement).textContent = WAITING;
  return utterance;
}
