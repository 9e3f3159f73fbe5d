/** @typedef {{ turn: number, offset: number, pcm: Int16Array<ArrayBuffer>, last: boolean }} SpeechFrame 24 kHz */

/** After a resume, speech that had come already comes again: only what is new passes, so that nothing is heard twice. */
export class Seam {
  #turn = 0;
  /** Of `#turn`, those that have come. */
  #samples = 0;
  #ended = false;

  /** What of this frame is new, or null. @template {SpeechFrame} Frame @param {Frame} frame @returns {Frame | null} */
  pass(frame) {
    const { turn, offset, pcm, last } = frame;
    if (turn < this.#turn || (turn === this.#turn && this.#ended)) return null;
    const had = turn === this.#turn ? Math.max(0, this.#samples - offset) : 0;
    if (had > 0 && had >= pcm.length && !last) return null;
    this.#turn = turn;
    this.#samples = offset + Math.max(had, pcm.length);
    this.#ended = last;
    return had > 0 ? { ...frame, offset: offset + had, pcm: pcm.subarray(had) } : frame;
  }
}
