import { element } from "./dom.js";

const STORED_AS = "livechat.single-keys";

/** The help dialog, which also holds the choice whether single letters are keys. */
export class Help {
  #dialog = element("help", HTMLDialogElement);
  #letters = element("single-keys", HTMLInputElement);

  constructor() {
    this.#letters.checked = localStorage.getItem(STORED_AS) !== "off";
    this.#letters.addEventListener("change", () => {
      localStorage.setItem(STORED_AS, this.#letters.checked ? "on" : "off");
    });
    element("help-open", HTMLButtonElement).addEventListener("click", () => this.open());
  }

  get lettersOn() {
    return this.#letters.checked;
  }

  open() {
    this.#dialog.showModal();
  }
}
