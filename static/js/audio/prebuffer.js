import { OUTPUT_SAMPLE_RATE } from "../protocol.js";

const SAMPLES_PER_MS = OUTPUT_SAMPLE_RATE / 1000;
const LEAST_MS = 60;
const MOST_MS = 200;
const STEP_MS = 20;
const CALM_SAMPLES = 10 * OUTPUT_SAMPLE_RATE;

/** How much speech is awaited before it plays: more after each underrun, less after ten calm seconds. */
export class Prebuffer {
  #ms = LEAST_MS;
  #calm = 0;
  underruns = 0;

  get samples() {
    return this.#ms * SAMPLES_PER_MS;
  }

  ranDry() {
    this.underruns += 1;
    this.#calm = 0;
    this.#ms = Math.min(MOST_MS, this.#ms + STEP_MS);
  }

  /** One sample has been played. */
  played() {
    this.#calm += 1;
    if (this.#calm < CALM_SAMPLES) return;
    this.#calm = 0;
    this.#ms = Math.max(LEAST_MS, this.#ms - STEP_MS);
  }
}
