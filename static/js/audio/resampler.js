const ZERO_CROSSINGS = 48;
const KAISER_BETA = 9.6;
/** The middle of the transition band, as a share of the lower rate's Nyquist frequency. */
const CUTOFF = 0.97;

/**
 * Changes the sample rate by the exact ratio: a polyphase Kaiser FIR of 48 taps at the lower of both rates, with one
 * phase for each output position there is. Delays by `delaySamples` of the source. Allocates only when made.
 */
export class Resampler {
  /** @type {Float32Array[]} */ #phases;
  #up;
  #down;
  #taps;
  #history;
  #newest = 0;
  #phase = 0;
  /** Source samples to take in before the next output can be made. */
  #due = 1;

  /**
   * @param {number} fromRate Hz, whole
   * @param {number} toRate Hz, whole
   */
  constructor(fromRate, toRate) {
    const common = greatestCommonDivisor(fromRate, toRate);
    this.#up = toRate / common;
    this.#down = fromRate / common;
    const scale = Math.min(1, toRate / fromRate);
    this.#taps = 2 * Math.ceil(ZERO_CROSSINGS / scale / 2);
    this.#phases = Array.from({ length: this.#up }, (_, phase) =>
      designPhase(this.#taps, phase / this.#up, scale * CUTOFF),
    );
    // Written twice, so that the newest `taps` samples always lie in one piece.
    this.#history = new Float32Array(2 * this.#taps);
  }

  get delaySamples() {
    return this.#taps / 2;
  }

  /** How many source samples `process` must be given to make `count` output samples. @param {number} count */
  sourceFor(count) {
    return this.#due + Math.floor((this.#phase + (count - 1) * this.#down) / this.#up);
  }

  /**
   * Takes in `count` samples of `input` and writes what they make to `output`, which must have room for it.
   *
   * @param {Float32Array} input
   * @param {number} count
   * @param {Float32Array} output
   * @returns {number} samples written
   */
  process(input, count, output) {
    let written = 0;
    for (let read = 0; ; ) {
      while (this.#due > 0 && read < count) this.#take(input[read++]);
      if (this.#due > 0 || written === output.length) return written;
      output[written++] = this.#make();
    }
  }

  /** @param {number} sample */
  #take(sample) {
    this.#newest = this.#newest === 0 ? this.#taps - 1 : this.#newest - 1;
    this.#history[this.#newest] = sample;
    this.#history[this.#newest + this.#taps] = sample;
    this.#due -= 1;
  }

  #make() {
    const taps = this.#phases[this.#phase];
    let sum = 0;
    for (let index = 0; index < taps.length; index += 1) sum += taps[index] * this.#history[this.#newest + index];
    this.#phase += this.#down;
    this.#due = Math.floor(this.#phase / this.#up);
    this.#phase -= this.#due * this.#up;
    return sum;
  }
}

/**
 * The taps, newest sample first, of an output `fraction` of a source sample after the middle.
 *
 * @param {number} taps
 * @param {number} fraction 0 to 1
 * @param {number} cutoff share of the source's Nyquist frequency
 */
function designPhase(taps, fraction, cutoff) {
  const half = taps / 2;
  const phase = Float64Array.from({ length: taps }, (_, index) => {
    const distance = index - half + fraction;
    return sinc(distance * cutoff) * kaiser(distance / half);
  });
  const gain = phase.reduce((sum, tap) => sum + tap, 0);
  return Float32Array.from(phase, (tap) => tap / gain);
}

/** @param {number} x */
function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** @param {number} x -1 to 1 */
function kaiser(x) {
  return Math.abs(x) > 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
}

/** @param {number} x */
function besselI0(x) {
  let sum = 1;
  for (let k = 1, term = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** @type {(a: number, b: number) => number} */
function greatestCommonDivisor(a, b) {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
