/** Whether a pure tone that passes by is whole: what a steady sine can't be is a glitch. */
export class ToneWatch {
  /** A fade of 5 ms bends a tone of 0.37 by 0.0015 a sample; one sample that is missing, by up to 0.01. */
  static BENT = 0.003;
  static SILENT = 0.0001;
  /** The least that is silence: a tone passes through zero for less. */
  static SILENT_S = 0.003;
  /** What follows a glitch for so long belongs to it. */
  static SAME_S = 0.01;

  #ratio;
  #silentFrames;
  #sameFrames;
  #last = 0;
  #before = 0;
  #quiet = Infinity;
  #sinceBend = Infinity;
  /** Places where it is bent. */
  bends = 0;
  /** Stretches of sound with silence around them. */
  stretches = 0;
  /** Frames of sound. */
  sounding = 0;

  /** @param {number} rate @param {number} hz */
  constructor(rate, hz) {
    this.#ratio = 2 * Math.cos((2 * Math.PI * hz) / rate);
    this.#silentFrames = ToneWatch.SILENT_S * rate;
    this.#sameFrames = ToneWatch.SAME_S * rate;
  }

  /** @param {Float32Array} samples */
  add(samples) {
    for (const sample of samples) {
      const bend = Math.abs(sample - this.#ratio * this.#last + this.#before);
      this.#before = this.#last;
      this.#last = sample;
      this.#listen(Math.abs(sample));
      this.#look(bend);
    }
  }

  /** @param {number} level */
  #listen(level) {
    if (level < ToneWatch.SILENT) {
      this.#quiet += 1;
      return;
    }
    if (this.#quiet >= this.#silentFrames) this.stretches += 1;
    else this.sounding += this.#quiet;
    this.#quiet = 0;
    this.sounding += 1;
  }

  /** @param {number} bend */
  #look(bend) {
    this.#sinceBend += 1;
    if (bend < ToneWatch.BENT) return;
    if (this.#sinceBend > this.#sameFrames) this.bends += 1;
    this.#sinceBend = 0;
  }
}
