import { element } from "./dom.js";

/** The text box. Enter sends, Shift and Enter begins a line; what could not be sent comes back. */
export class Composer {
  #form = element("composer", HTMLFormElement);
  #message = element("message", HTMLTextAreaElement);
  #send = element("send", HTMLButtonElement);
  #say;

  /** @param {(text: string) => Promise<boolean>} say whether it was sent */
  constructor(say) {
    this.#say = say;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.#message.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#send.disabled) this.#form.requestSubmit();
    });
    if (!CSS.supports("field-sizing", "content")) {
      this.#message.addEventListener("input", () => this.#fit());
    }
  }

  /** @param {{ running: boolean, live: boolean }} state words may be written early, and sent once it is live */
  enable({ running, live }) {
    this.#form.hidden = !running;
    this.#send.disabled = !live;
  }

  focus() {
    this.#message.focus();
  }

  async #submit() {
    const text = this.#message.value.trim();
    if (!text) return;
    this.#write("");
    const sent = await this.#say(text);
    if (!sent && !this.#message.value) this.#write(text);
  }

  /** @param {string} text */
  #write(text) {
    this.#message.value = text;
    if (!CSS.supports("field-sizing", "content")) this.#fit();
  }

  #fit() {
    const { style } = this.#message;
    style.blockSize = "auto";
    style.blockSize = `${this.#message.scrollHeight}px`;
  }
}
