const PCM16_SCALE = 1 / 32768;

/** Samples first in, first out, addressed by positions that only grow. Allocates only when made. */
export class SampleRing {
  #samples;
  #read = 0;
  #written = 0;

  /** @param {number} capacity samples */
  constructor(capacity) {
    this.#samples = new Float32Array(capacity);
  }

  /** Position of the next sample to be read. */
  get position() {
    return this.#read;
  }

  /** Position that the next sample written will have. */
  get end() {
    return this.#written;
  }

  get length() {
    return this.#written - this.#read;
  }

  /** Takes as many samples as there is room for; returns how many. @param {Int16Array} pcm */
  write(pcm) {
    const count = Math.min(pcm.length, this.#samples.length - this.length);
    for (let index = 0; index < count; index += 1) {
      this.#samples[(this.#written + index) % this.#samples.length] = pcm[index] * PCM16_SCALE;
    }
    this.#written += count;
    return count;
  }

  /** The next sample; there must be one. */
  next() {
    return this.#samples[this.#read++ % this.#samples.length];
  }

  /** Leaves out what stands before `position`. @param {number} position */
  skipTo(position) {
    this.#read = Math.min(Math.max(position, this.#read), this.#written);
  }
}
