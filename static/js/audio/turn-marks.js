const MARKS = 256;

/**
 * Which turn the samples of a ring belong to: marks at the positions where a turn begins, goes on after missing
 * samples, or ends. Allocates only when made; keeps the newest 256.
 */
export class TurnMarks {
  #positions = new Float64Array(MARKS);
  #turns = new Float64Array(MARKS);
  #offsets = new Float64Array(MARKS);
  #ends = new Uint8Array(MARKS);
  #first = 0;
  #next = 0;

  /** The turn and the sample of it that stand at the position last asked for. */
  turn = 0;
  samples = 0;
  ended = false;

  /**
   * @param {number} position
   * @param {number} turn
   * @param {number} offset the sample of the turn that stands there
   */
  begin(position, turn, offset) {
    const newest = (this.#next - 1) % MARKS;
    const follows =
      this.#next > this.#first &&
      !this.#ends[newest] &&
      this.#turns[newest] === turn &&
      this.#offsets[newest] + position - this.#positions[newest] === offset;
    if (!follows) this.#add(position, turn, offset, false);
  }

  /** @param {number} position @param {number} turn @param {number} offset samples of the whole turn */
  end(position, turn, offset) {
    this.#add(position, turn, offset, true);
  }

  /**
   * Sets `turn`, `samples` and `ended` for a position not below those asked for before. The end of a turn is never
   * passed over: where another turn follows at once, the next call goes on to it.
   *
   * @param {number} position
   */
  moveTo(position) {
    while (this.#first < this.#next - 1 && this.#positions[(this.#first + 1) % MARKS] <= position) {
      this.#first += 1;
      if (this.#ends[this.#first % MARKS]) break;
    }
    const current = this.#first % MARKS;
    if (this.#first === this.#next || this.#positions[current] > position) return;
    this.turn = this.#turns[current];
    this.ended = this.#ends[current] === 1;
    this.samples = this.#offsets[current] + (this.ended ? 0 : position - this.#positions[current]);
  }

  /** Where the first turn after `turn` begins, or `otherwise`. @param {number} turn @param {number} otherwise */
  beginningAfter(turn, otherwise) {
    for (let mark = this.#first; mark < this.#next; mark += 1) {
      if (this.#turns[mark % MARKS] > turn) return this.#positions[mark % MARKS];
    }
    return otherwise;
  }

  /** Whether a turn ends at or after `position`. @param {number} position */
  endsFrom(position) {
    for (let mark = this.#next - 1; mark >= this.#first; mark -= 1) {
      if (this.#positions[mark % MARKS] < position) return false;
      if (this.#ends[mark % MARKS]) return true;
    }
    return false;
  }

  /** @param {number} position @param {number} turn @param {number} offset @param {boolean} ends */
  #add(position, turn, offset, ends) {
    const mark = this.#next % MARKS;
    this.#positions[mark] = position;
    this.#turns[mark] = turn;
    this.#offsets[mark] = offset;
    this.#ends[mark] = ends ? 1 : 0;
    this.#next += 1;
    if (this.#next - this.#first > MARKS) this.#first += 1;
  }
}
