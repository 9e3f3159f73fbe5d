/** @import { Trouble } from "../types.d.ts" */
import { Attachment } from "./attachment.js";
import { element } from "./dom.js";
import { LOOK } from "./words.js";

/** The text box. Enter sends, Shift and Enter begins a line; what could not be sent comes back. */
export class Composer {
  #form = element("composer", HTMLFormElement);
  #message = element("message", HTMLTextAreaElement);
  #send = element("send", HTMLButtonElement);
  #attachment;
  #say;

  /**
   * @param {(text: string, shown: { picture: ImageBitmap, thumbnail: HTMLCanvasElement } | null) => Promise<boolean>} say
   *   whether it was sent
   * @param {(problem: Trouble) => void} failed of a file that is no picture
   */
  constructor(say, failed) {
    this.#say = say;
    this.#attachment = new Attachment(failed);
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

  /** @param {{ running: boolean, begun: boolean }} state words may be written early, and sent once it has begun */
  enable({ running, begun }) {
    this.#form.hidden = !running;
    this.#send.disabled = !begun;
    this.#attachment.enable(begun);
    if (!running) this.#attachment.remove();
  }

  focus() {
    this.#message.focus();
  }

  async #submit() {
    const written = this.#message.value.trim();
    this.#write("");
    const shown = await this.#attachment.take();
    if (!written && !shown) return;
    if (await this.#say(written || LOOK, shown)) return;
    if (shown) this.#attachment.giveBack(shown);
    this.#write([this.#message.value, written].filter(Boolean).join("\n"));
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
