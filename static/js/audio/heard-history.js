const ENTRIES = 1024;

/**
 * What had been rendered at each of the last 1,024 quanta, so that one can ask what has left the loudspeaker by
 * now: that is what was rendered an output latency ago, to the sample. Allocates only when made.
 */
export class HeardHistory {
  #frames = new Float64Array(ENTRIES);
  #turns = new Float64Array(ENTRIES);
  #samples = new Float64Array(ENTRIES);
  #ended = new Uint8Array(ENTRIES);
  #next = 0;

  /** What `lookUp` found. */
  turn = 0;
  samples = 0;
  ended = false;

  /**
   * @param {number} frame of the output, up to which all has been rendered
   * @param {{ turn: number, samples: number, ended: boolean }} rendered
   */
  record(frame, rendered) {
    const entry = this.#next % ENTRIES;
    this.#frames[entry] = frame;
    this.#turns[entry] = rendered.turn;
    this.#samples[entry] = rendered.samples;
    this.#ended[entry] = rendered.ended ? 1 : 0;
    this.#next += 1;
  }

  /** Sets `turn`, `samples` and `ended` to what had been rendered up to `frame`. @param {number} frame */
  lookUp(frame) {
    const oldest = Math.max(0, this.#next - ENTRIES);
    for (let index = this.#next - 1; index >= oldest; index -= 1) {
      const entry = index % ENTRIES;
      if (this.#frames[entry] > frame) continue;
      this.turn = this.#turns[entry];
      this.samples = this.#samples[entry] + this.#since(index, frame);
      this.ended = this.#ended[entry] === 1;
      return;
    }
  }

  /** Samples of its turn rendered from entry `index` to `frame`, before the next entry. @param {number} index @param {number} frame */
  #since(index, frame) {
    const entry = index % ENTRIES;
    const next = (index + 1) % ENTRIES;
    if (index + 1 === this.#next || this.#turns[next] !== this.#turns[entry]) return 0;
    const share = (frame - this.#frames[entry]) / (this.#frames[next] - this.#frames[entry]);
    return share * (this.#samples[next] - this.#samples[entry]);
  }
}
