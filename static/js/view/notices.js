import { element, fromTemplate, inside } from "./dom.js";

const SHOWN_MS = 12_000;
const MOST_AT_ONCE = 3;

/** Words above the text box that end by themselves or are dismissed: news, hints and errors that end nothing. */
export class Notices {
  #list = element("notices", HTMLUListElement);
  /** @type {Map<string, HTMLElement>} */
  #shown = new Map();

  /**
   * One notice of a code stands at a time. News goes by itself; hints and errors stay until dismissed.
   *
   * @param {string} code
   * @param {string} message
   * @param {"news" | "hint" | "error"} [kind]
   */
  show(code, message, kind = "news") {
    this.remove(code);
    const notice = fromTemplate("notice-template");
    notice.dataset.kind = kind;
    notice.dataset.code = code;
    inside(notice, "p", HTMLElement).textContent = message;
    inside(notice, "button", HTMLButtonElement).addEventListener("click", () => this.remove(code));
    this.#shown.set(code, notice);
    this.#list.append(notice);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > MOST_AT_ONCE && oldest !== undefined) this.remove(oldest);
    if (kind === "news") setTimeout(() => this.#drop(code, notice), SHOWN_MS);
  }

  /** @param {string} code */
  remove(code) {
    this.#shown.get(code)?.remove();
    this.#shown.delete(code);
  }

  clear() {
    this.#shown.clear();
    this.#list.replaceChildren();
  }

  /**
   * @param {string} code
   * @param {HTMLElement} notice a later notice of the same code stays
   */
  #drop(code, notice) {
    if (this.#shown.get(code) === notice) this.remove(code);
  }
}
