/** A microphone that is switched off in hardware gives zeros; the quietest room, its noise suppressed, more than this. */
const FLAT_RMS = 0.00001;
const FLAT_FOR_MS = 5_000;

/** Notices a microphone that gives nothing. Milliseconds of one clock. */
export class Flatness {
  #since = /** @type {number | null} */ (null);
  #told = false;

  /** @param {number} rms @param {number} now @returns {"flat" | "back" | null} what has changed */
  add(rms, now) {
    if (rms > FLAT_RMS) {
      this.#since = null;
      const back = this.#told;
      this.#told = false;
      return back ? "back" : null;
    }
    this.#since ??= now;
    if (this.#told || now - this.#since < FLAT_FOR_MS) return null;
    this.#told = true;
    return "flat";
  }

  /** Nothing is known any more: it was muted. */
  reset() {
    this.#since = null;
  }
}
