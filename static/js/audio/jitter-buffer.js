import { OUTPUT_SAMPLE_RATE } from "../protocol.js";
import { Prebuffer } from "./prebuffer.js";
import { SampleRing } from "./sample-ring.js";
import { TurnMarks } from "./turn-marks.js";

const CAPACITY_S = 8;
const FADE_SAMPLES = (OUTPUT_SAMPLE_RATE * 5) / 1000;
const FLUSH_SAMPLES = (OUTPUT_SAMPLE_RATE * 12) / 1000;

/**
 * Speech of 24 kHz between its uneven arrival and its even rendering. Waits for a prebuffer, fades over 5 ms
 * wherever sound begins, runs dry or ends, and over 12 ms when a turn is flushed. Positions are counted, so that
 * `turn` and `samples` tell exactly what has been read. Never allocates after it was made.
 */
export class JitterBuffer {
  #ring = new SampleRing(CAPACITY_S * OUTPUT_SAMPLE_RATE);
  #marks = new TurnMarks();
  #prebuffer = new Prebuffer();
  #playing = false;
  /** Silences the turns up to this one, whose speech is not taken in any more. */
  #flushedTurn = 0;
  /** The flushed speech is fading. */
  #flushing = false;
  #gain = 0;
  #fadeStep = 1 / FADE_SAMPLES;
  /** Samples for which there was no room. */
  overflowed = 0;

  get turn() {
    return this.#marks.turn;
  }

  /** Samples of `turn` that have been read. */
  get samples() {
    return this.#marks.samples;
  }

  /** Whether all of `turn` has been read. */
  get ended() {
    return this.#marks.ended;
  }

  get underruns() {
    return this.#prebuffer.underruns;
  }

  /**
   * @param {number} turn grows
   * @param {number} offset of the first sample in its turn
   * @param {Int16Array} pcm
   */
  write(turn, offset, pcm) {
    if (turn <= this.#flushedTurn) return;
    this.#marks.begin(this.#ring.end, turn, offset);
    this.overflowed += pcm.length - this.#ring.write(pcm);
  }

  /** No more speech comes of `turn`. @param {number} turn @param {number} offset its samples in all */
  end(turn, offset) {
    if (turn > this.#flushedTurn) this.#marks.end(this.#ring.end, turn, offset);
  }

  /** Silences `turn` and those before it. @param {number} turn */
  flush(turn) {
    if (turn <= this.#flushedTurn) return;
    this.#flushedTurn = turn;
    const left = this.#afterFlushed() - this.#ring.position;
    if (left <= 0) return;
    this.#flushing = this.#gain > 0;
    if (this.#flushing) this.#fadeStep = 1 / Math.min(FLUSH_SAMPLES, left);
    else this.#finishFlush();
  }

  /**
   * Fills `output` with the next `count` samples, or silence.
   *
   * @param {Float32Array} output
   * @param {number} count
   */
  read(output, count) {
    this.#begin();
    const sounding = this.#flushing || this.#ring.length >= FADE_SAMPLES + count;
    for (let index = 0; index < count; index += 1) {
      output[index] = this.#playing ? this.#nextSample(sounding && !this.#flushing) : 0;
    }
    this.#marks.moveTo(this.#ring.position);
  }

  #begin() {
    if (this.#playing) return;
    const complete = this.#marks.endsFrom(this.#ring.position + 1);
    if (this.#ring.length > 0 && (complete || this.#ring.length >= this.#prebuffer.samples)) this.#playing = true;
  }

  /** @param {boolean} rising */
  #nextSample(rising) {
    if (this.#ring.length === 0) return this.#runDry();
    this.#gain = rising ? Math.min(1, this.#gain + this.#fadeStep) : Math.max(0, this.#gain - this.#fadeStep);
    if (this.#gain > 0) {
      if (rising) this.#prebuffer.played();
      return this.#ring.next() * this.#gain;
    }
    if (this.#flushing) this.#finishFlush();
    else if (this.#marks.endsFrom(this.#ring.position + 1)) this.#ring.next();
    else this.#runDry();
    return 0;
  }

  #runDry() {
    if (this.#flushing) this.#finishFlush();
    else if (!this.#marks.endsFrom(this.#ring.position)) this.#prebuffer.ranDry();
    this.#playing = false;
    this.#gain = 0;
    return 0;
  }

  #finishFlush() {
    this.#ring.skipTo(this.#afterFlushed());
    this.#flushing = false;
    this.#playing = false;
    this.#gain = 0;
    this.#fadeStep = 1 / FADE_SAMPLES;
  }

  #afterFlushed() {
    return this.#marks.beginningAfter(this.#flushedTurn, this.#ring.end);
  }
}
