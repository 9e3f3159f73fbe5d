import { OUTPUT_SAMPLE_RATE } from "../protocol.js";

/**
 * @import { Caption, Cut } from "../types.d.ts"
 * @typedef {Caption & { at_sample: number }} StampedCaption
 * @typedef {{ turn: number, samples: number, ended: boolean, flushed: boolean }} Played
 */

const STALLED_AFTER_MS = 1_000;
/** How long the playback may take to tell what was heard of an interrupted turn. */
const LAST_WORD_MS = 200;
const SAMPLES_PER_MS = OUTPUT_SAMPLE_RATE / 1000;
/** Speech that may lie in the jitter buffer without being played. */
const PREBUFFER_SAMPLES = 300 * SAMPLES_PER_MS;
const MOST_PENDING = 2_000;
const TURNS_REMEMBERED = 16;

/**
 * Shows the model's words when they are heard: a caption is held until the sample it is stamped with has been played.
 * Without any progress for a second it goes by the wall clock. Of an interrupted turn, what is left is told as unheard.
 * All times are milliseconds of one clock that only grows.
 */
export class CaptionGate {
  #show;
  #cut;
  #noSound;
  /** @type {StampedCaption[]} */ #pending = [];
  /** @type {Map<number, number>} turn -> when it was interrupted */ #interrupted = new Map();
  /** @type {number[]} */ #cutTurns = [];
  /** As reported by the playback. */
  #playedUpTo = { turn: 0, samples: 0 };
  /** As reported, or begun by the clock. */
  #heard = { turn: 0, samples: 0, ended: false };
  #arrived = { turn: 0, samples: 0 };
  #progressAt = 0;
  #toldOfNoSound = false;
  /** No speech can come. */
  #away = false;
  /** The words are not spoken: they are shown as they come. */
  silent = false;

  /**
   * @param {(caption: Caption) => void} show
   * @param {(cut: Cut) => void} cut
   * @param {() => void} noSound speech has come and is not being played
   */
  constructor(show, cut, noSound) {
    this.#show = show;
    this.#cut = cut;
    this.#noSound = noSound;
  }

  /** @param {StampedCaption} caption @param {number} now */
  add(caption, now) {
    if (this.#cutTurns.includes(caption.turn)) return this.#tellUnheard(caption);
    if (caption.role === "user" || this.silent) return this.#tell(caption);
    if (this.#pending.length === 0) this.#progressAt = Math.max(this.#progressAt, now);
    this.#pending.push(caption);
    if (this.#pending.length > MOST_PENDING) this.#tell(/** @type {StampedCaption} */ (this.#pending.shift()));
    this.#release(this.#heard);
  }

  /** Speech of `turn` has come up to sample `samples`. @param {number} turn @param {number} samples @param {number} now */
  arrived(turn, samples, now) {
    // Nothing was there to be played, so no progress could be made until now.
    if (turn !== this.#arrived.turn || !this.#hasUnplayed()) this.#progressAt = Math.max(this.#progressAt, now);
    this.#arrived = { turn, samples };
  }

  /** @param {Played} played @param {number} now */
  played(played, now) {
    const { turn, samples, ended } = played;
    const before = this.#playedUpTo;
    if (turn > before.turn || (turn === before.turn && (samples > before.samples || ended))) {
      this.#heard = { turn, samples, ended };
      this.#playedUpTo = { turn, samples };
      this.#progressAt = now;
      if (samples > 0) this.#toldOfNoSound = false;
    }
    this.#release(this.#heard);
    if (played.flushed) for (const each of this.#interrupted.keys()) if (each <= turn) this.#cutTurn(each);
  }

  /** @param {number} turn @param {number} now */
  interrupt(turn, now) {
    this.#interrupted.set(turn, now);
  }

  /** No speech comes for now, so that none is heard: the clock stands. */
  wait() {
    this.#away = true;
  }

  /** @param {number} now */
  goOn(now) {
    this.#away = false;
    this.#progressAt = Math.max(this.#progressAt, now);
  }

  /** No more speech comes of what has begun: what is left of it is unheard. */
  abandon() {
    for (const turn of this.#interrupted.keys()) this.#cutTurn(turn);
    for (const turn of new Set(this.#pending.map((caption) => caption.turn))) this.#cutTurn(turn);
  }

  /** What is held is shown already. */
  forget() {
    this.#pending = [];
  }

  /** To be called a few times a second. @param {number} now */
  tick(now) {
    for (const [turn, since] of this.#interrupted) if (now - since >= LAST_WORD_MS) this.#cutTurn(turn);
    if (this.#away) return;
    const stalledMs = now - this.#progressAt - STALLED_AFTER_MS;
    if (stalledMs < 0) return;
    this.#tellOfNoSound();
    if (this.#pending.length > 0) this.#goByTheClock(stalledMs, now);
  }

  #tellOfNoSound() {
    if (this.#toldOfNoSound || this.silent || !this.#hasUnplayed()) return;
    this.#toldOfNoSound = true;
    this.#noSound();
  }

  #hasUnplayed() {
    const { turn, samples } = this.#arrived;
    if (turn < this.#playedUpTo.turn || this.#cutTurns.includes(turn)) return false;
    const played = this.#playedUpTo.turn === turn ? this.#playedUpTo.samples : 0;
    return samples - played > PREBUFFER_SAMPLES;
  }

  /** @param {number} stalledMs @param {number} now */
  #goByTheClock(stalledMs, now) {
    const { turn } = this.#pending[0];
    if (this.#interrupted.has(turn)) return;
    if (turn > this.#heard.turn) {
      this.#heard = { turn, samples: 0, ended: false };
      this.#progressAt = now - STALLED_AFTER_MS;
      stalledMs = 0;
    }
    const base = this.#heard.turn === turn ? this.#heard.samples : 0;
    this.#release({ turn, samples: base + stalledMs * SAMPLES_PER_MS + 1, ended: false });
  }

  /** @param {{ turn: number, samples: number, ended: boolean }} heard */
  #release(heard) {
    while (this.#pending.length > 0 && isHeard(this.#pending[0], heard)) {
      this.#tell(/** @type {StampedCaption} */ (this.#pending.shift()));
    }
  }

  /** @param {number} turn */
  #cutTurn(turn) {
    this.#interrupted.delete(turn);
    this.#cutTurns.push(turn);
    if (this.#cutTurns.length > TURNS_REMEMBERED) this.#cutTurns.shift();
    const left = this.#pending.filter((caption) => caption.turn === turn);
    this.#pending = this.#pending.filter((caption) => caption.turn !== turn);
    for (const caption of left) this.#tellUnheard(caption);
    this.#release(this.#heard);
  }

  /** @param {StampedCaption} caption */
  #tellUnheard(caption) {
    if (caption.role === "user") return this.#tell(caption);
    const { turn, sequence, text } = caption;
    if (text) this.#cut({ turn, sequence, unheard: text });
    if (caption.final) this.#tell({ ...caption, text: "" });
  }

  /** @param {StampedCaption} caption */
  #tell({ at_sample: _stamp, ...caption }) {
    this.#show(caption);
  }
}

/**
 * A fragment counts as heard once the speech that follows it has begun, as the server counts too.
 *
 * @param {StampedCaption} caption
 * @param {{ turn: number, samples: number, ended: boolean }} heard
 */
function isHeard(caption, heard) {
  if (caption.turn !== heard.turn) return caption.turn < heard.turn;
  if (heard.ended || heard.samples > caption.at_sample) return true;
  return caption.text === "" && heard.samples >= caption.at_sample;
}
