/** A change below this can't be seen. */
const LEAST_CHANGE = 0.01;

/** How loud both sides are: the ring is the person, the core the machine. Styles see to the rest. */
export class Orb {
  #element;
  #shown = { microphone: 0, speaker: 0 };

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#element = element;
  }

  /** @param {{ microphone: number, speaker: number }} levels each 0 to 1 */
  show(levels) {
    this.#set("microphone", levels.microphone);
    this.#set("speaker", levels.speaker);
  }

  rest() {
    this.show({ microphone: 0, speaker: 0 });
  }

  /**
   * @param {"microphone" | "speaker"} name
   * @param {number} level
   */
  #set(name, level) {
    const bounded = Math.min(1, Math.max(0, level));
    const change = Math.abs(bounded - this.#shown[name]);
    if (change === 0 || (bounded !== 0 && change < LEAST_CHANGE)) return;
    this.#shown[name] = bounded;
    this.#element.style.setProperty(`--${name}`, bounded.toFixed(2));
  }
}
