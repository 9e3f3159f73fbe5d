import { element, inside } from "./dom.js";
import { HOLD, LET_GO, PRESS_AGAIN } from "./words.js";

/** A shorter press is a click: the next one ends it, for those who can't hold. */
const CLICK_MS = 300;
/** Where the space bar has a meaning of its own. */
const USES_SPACE = "input, textarea, select, button, a, summary, [contenteditable]";

/** The button of push-to-talk: held by pointer or space bar, or pressed on and off. */
export class HoldButton {
  #button = element("hold", HTMLButtonElement);
  #words = inside(this.#button, ".hold-words", HTMLElement);
  #hold;
  #held = false;
  /** A click has begun it, which lasts until the next. */
  #latched = false;
  #pressedAt = 0;

  /** @param {(held: boolean) => void} hold */
  constructor(hold) {
    this.#hold = hold;
    const button = this.#button;
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.#press();
    });
    for (const end of ["pointerup", "pointercancel"]) button.addEventListener(end, () => this.#release());
    // A screen reader or voice control clicks without any pointer.
    button.addEventListener("click", (event) => event.detail === 0 && this.#toggle());
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    document.addEventListener("keydown", (event) => this.#keydown(event));
    document.addEventListener("keyup", (event) => event.code === "Space" && this.#release());
    window.addEventListener("blur", () => this.#letGo());
    document.addEventListener("visibilitychange", () => document.hidden && this.#letGo());
  }

  /** @param {boolean} on whether it is there at all */
  show(on) {
    this.#button.hidden = !on;
    if (!on) this.#letGo();
  }

  /** @param {boolean} live */
  enable(live) {
    if (!live) this.#letGo();
    this.#button.disabled = !live;
  }

  /** What has become of it. @param {boolean} held */
  held(held) {
    this.#held = held;
    if (!held) this.#latched = false;
    this.#button.setAttribute("aria-pressed", `${held}`);
    this.#words.textContent = !held ? HOLD : this.#latched ? PRESS_AGAIN : LET_GO;
  }

  /** @param {KeyboardEvent} event */
  #keydown(event) {
    if (event.code !== "Space" || this.#button.hidden || this.#button.disabled) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const elsewhere = event.target instanceof Element && event.target !== this.#button && event.target.closest(USES_SPACE);
    if (elsewhere) return;
    // Else the page scrolls, or the button is clicked as well.
    event.preventDefault();
    if (!event.repeat) this.#press();
  }

  #press() {
    if (this.#button.disabled || this.#latched) return;
    this.#pressedAt = performance.now();
    this.#hold(true);
  }

  #release() {
    if (!this.#held) return;
    if (this.#latched) return this.#letGo();
    if (performance.now() - this.#pressedAt >= CLICK_MS) return this.#letGo();
    this.#latched = true;
    this.#words.textContent = PRESS_AGAIN;
  }

  #toggle() {
    if (this.#held) return this.#letGo();
    this.#latched = true;
    this.#hold(true);
  }

  #letGo() {
    this.#latched = false;
    if (this.#held) this.#hold(false);
  }
}
