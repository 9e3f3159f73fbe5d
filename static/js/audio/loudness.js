/** The root mean square of what passes by, over a fixed count of samples. */
export class Loudness {
  #window;
  #sum = 0;
  #count = 0;
  /** Of the last full window, 0 to 1. */
  value = 0;

  /** @param {number} window samples */
  constructor(window) {
    this.#window = window;
  }

  /** Returns whether a window was filled. @param {Float32Array} samples @param {number} [count] */
  add(samples, count = samples.length) {
    for (let index = 0; index < count; index += 1) this.#sum += samples[index] * samples[index];
    this.#count += count;
    if (this.#count < this.#window) return false;
    this.value = Math.sqrt(this.#sum / this.#count);
    this.#sum = 0;
    this.#count = 0;
    return true;
  }
}
