/** A microphone that is switched off in hardware gives zeros; the quietest room, its noise suppressed, more than this. */
const FLAT_RMS = 0.00001;
const FLAT_FOR_MS = 5_000;
/** A noise gate gives zeros too, but not before it has let something through. */
const FLAT_AGAIN_FOR_MS = 30_000;

/** Notices a microphone that gives nothing. Milliseconds of one clock. */
export class Flatness {
  #since = /** @type {number | null} */ (null);
  #told = false;
  #heard = false;

  /** @param {number} rms @param {number} now @returns {"flat" | "back" | null} what has changed */
  add(rms, now) {
    if (rms > FLAT_RMS) {
      this.#since = null;
      this.#heard = true;
      const back = this.#told;
      this.#told = false;
      return back ? "back" : null;
    }
    this.#since ??= now;
    if (this.#told || now - this.#since < (this.#heard ? FLAT_AGAIN_FOR_MS : FLAT_FOR_MS)) return null;
    this.#told = true;
    return "flat";
  }

  /** Nothing is known any more: it was muted. */
  reset() {
    this.#since = null;
  }
}
