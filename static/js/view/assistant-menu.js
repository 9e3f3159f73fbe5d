import { element } from "./dom.js";

/** Who answers in this talk, and the choice of another. Absent where the server has one assistant, or none. */
export class AssistantMenu {
  #row = element("assistant-now", HTMLElement);
  #menu = element("assistant-menu", HTMLSelectElement);

  /** @param {(slug: string) => void} change asks for another, which `show` is to confirm */
  constructor(change) {
    this.#menu.addEventListener("change", () => change(this.#menu.value));
  }

  /** @param {string} slug who answers now */
  show(slug) {
    this.#menu.value = slug;
    // Only one that answers in the same way, by the same model, can take over.
    const kind = this.#menu.selectedOptions[0]?.dataset.kind;
    for (const option of this.#menu.options) option.hidden = option.disabled = option.dataset.kind !== kind;
    this.#row.hidden = this.#menu.options.length < 2 || this.#menu.selectedIndex < 0;
  }

  /** @param {boolean} live */
  enable(live) {
    this.#menu.disabled = !live;
  }
}
