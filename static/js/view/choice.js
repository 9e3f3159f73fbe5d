/** One of several values that the person, or the model for them, chooses, and that this browser remembers. */
export class Choice {
  #storedAs;
  #apply;
  /** @type {HTMLInputElement[]} */ #boxes;

  /**
   * @param {string} storedAs
   * @param {HTMLInputElement[]} boxes radio buttons by their `value`, or one switch for "on" and "off"
   * @param {string} usual
   * @param {(value: string) => void} apply
   */
  constructor(storedAs, boxes, usual, apply) {
    this.#storedAs = storedAs;
    this.#boxes = boxes;
    this.#apply = apply;
    for (const box of boxes) box.addEventListener("change", () => this.set(valueOf(box)));
    this.#show(localStorage.getItem(storedAs) ?? usual);
  }

  /** @param {string} value */
  set(value) {
    localStorage.setItem(this.#storedAs, value);
    this.#show(value);
  }

  /** @param {string} value */
  #show(value) {
    for (const box of this.#boxes) box.checked = box.type === "radio" ? box.value === value : value === "on";
    this.#apply(value);
  }
}

/** @param {HTMLInputElement} box */
function valueOf(box) {
  if (box.type === "radio") return box.value;
  return box.checked ? "on" : "off";
}
