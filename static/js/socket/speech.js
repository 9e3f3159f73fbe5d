import { Command, decodeSpeech, unwrap16 } from "../protocol.js";
import { CaptionGate } from "./caption-gate.js";
import { Seam } from "./seam.js";

/**
 * @import { Caption, Cut } from "../types.d.ts"
 * @import { Played, StampedCaption } from "./caption-gate.js"
 * @typedef {object} SpeechHandlers
 * @property {(caption: Caption) => void} caption
 * @property {(cut: Cut) => void} cut
 * @property {() => void} noSound speech has come and is not being played
 */

/** The answers on their way to the ear, and their words with them. */
export class Speech {
  #wire;
  #now;
  /** @type {MessagePort | null} */ #playback;
  #gate;
  #seam = new Seam();
  /** The newest that is known of. */
  #turn = 0;
  /** The newest of which speech has come. */
  #spoken = 0;
  #played = { turn: 0, samples: 0 };
  /** Nothing more of the turn that was played will be. */
  #done = true;

  /**
   * @param {{ send: (type: string, fields?: object) => unknown }} wire
   * @param {() => number} now milliseconds
   * @param {MessagePort | null} playback null where there is no sound
   * @param {SpeechHandlers} handlers
   */
  constructor(wire, now, playback, { caption, cut, noSound }) {
    this.#wire = wire;
    this.#now = now;
    this.#playback = playback;
    this.#gate = new CaptionGate(caption, cut, noSound);
    if (playback) playback.onmessage = ({ data }) => this.#wasPlayed(data);
  }

  /** Samples heard of the turn that is heard, or comes next. @returns {Record<string, number>} */
  get played() {
    if (this.#done && this.#turn > this.#played.turn) return { [this.#turn]: 0 };
    return this.#played.turn ? { [this.#played.turn]: this.#played.samples } : {};
  }

  /** Words are shown as they come. @param {boolean} silent */
  set silent(silent) {
    this.#gate.silent = silent;
  }

  /** @param {ArrayBuffer} frame */
  hear(frame) {
    const decoded = decodeSpeech(frame);
    const speech = decoded && this.#seam.pass({ ...decoded, turn: unwrap16(decoded.turn, this.#turn) });
    if (!speech) return;
    const { turn, offset, pcm, last } = speech;
    this.#turn = Math.max(this.#turn, turn);
    this.#spoken = turn;
    this.#gate.arrived(turn, offset + pcm.length, this.#now());
    if (last) this.#playback?.postMessage({ turn, offset, end: true });
    else this.#playback?.postMessage({ turn, offset, pcm }, [pcm.buffer]);
  }

  /** @param {StampedCaption} caption */
  caption(caption) {
    this.#gate.add(caption, this.#now());
  }

  /** A reply begins. @param {number} turn */
  begins(turn) {
    this.#turn = Math.max(this.#turn, turn);
  }

  /** Silences what plays without waiting for the server to say so. */
  silence() {
    this.#playback?.postMessage({ flush: this.#turn });
  }

  /** @param {number} turn */
  interrupted(turn) {
    this.#playback?.postMessage({ flush: turn });
    this.#gate.interrupt(turn, this.#now());
  }

  /** The connection is there: it goes on where it was. */
  open() {
    this.#gate.goOn(this.#now());
    if (this.#played.turn) this.#wire.send(Command.PLAYED, this.#played);
  }

  /** No speech comes for now; what has come is played. */
  close() {
    this.#gate.wait();
  }

  /** Nothing more comes of what has begun: what was not heard of it is told as unheard. */
  abandon() {
    // A turn that had only begun may come to be another one's, of the same number.
    if (this.#spoken) this.#playback?.postMessage({ flush: this.#spoken });
    this.#gate.abandon();
  }

  /** The words of what has begun are shown already; its speech goes on. */
  forget() {
    this.#gate.forget();
  }

  /** To be called a few times a second. */
  tick() {
    this.#gate.tick(this.#now());
  }

  /** @param {Played} played */
  #wasPlayed(played) {
    this.#played = { turn: played.turn, samples: Math.floor(played.samples) };
    this.#done = played.ended || played.flushed;
    this.#wire.send(Command.PLAYED, this.#played);
    this.#gate.played(played, this.#now());
  }
}
