import { Command, encodeMicrophone, INPUT_SAMPLE_RATE, BYTES_PER_SAMPLE } from "../protocol.js";

const BYTES_PER_MS = (INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE) / 1000;
/** Audio that the server has not acknowledged. */
const UNACKNOWLEDGED_MS = 2_000;
/** Behind it, while it may be sent. */
const WAITING_MS = 2_000;
/** Behind it, while the connection is lost. */
const WAITING_AWAY_MS = 10_000;
/** Of either, the marks between them included. */
const MOST_ITEMS = 2_000;
/** A server that says nothing for so long is made to tell how far it is, by a chunk beyond that. */
const NUDGE_AFTER_MS = 500;
/** A browser tells of a stalled connection only late; what waits in the socket can't be dropped any more. */
const SOCKET_BYTES = 256_000;

/**
 * @typedef {{ pcm: ArrayBuffer, capturedMs: number, gap: boolean }} Chunk
 * @typedef {object} Wire
 * @property {(frame: ArrayBuffer) => void} sendMedia
 * @property {(type: string, fields?: object) => unknown} send
 * @property {number} waitingBytes what waits in the socket
 * @typedef {{ ms: number, sequence: number, frame: ArrayBuffer }} SentChunk
 * @typedef {{ ms: 0, type: string, fields: object }} Mark a control message that has its place in the audio
 */

/**
 * Microphone audio on its way up, in order with what is said about it. At most 2 s are unacknowledged: these are kept,
 * and sent again after a loss. Behind them wait at most 2 s, and 10 s while the connection is lost; beyond that the
 * oldest waiting is dropped and counted, and the next chunk tells of the gap.
 */
export class Uplink {
  #wire;
  #open = false;
  #next = 1;
  /** @type {Array<SentChunk | Mark>} oldest first */ #unacknowledged = [];
  #unacknowledgedMs = 0;
  /** @type {Array<{ ms: number, chunk: Chunk } | Mark | (() => void)>} */ #waiting = [];
  #waitingMs = 0;
  #mostWaitingMs = WAITING_MS;
  #gap = false;
  /** Since when the server has told nothing new; null until the next `tick`. @type {number | null} */ #stillSince = null;
  /** With push-to-talk: the person had begun to speak before the oldest that is unacknowledged. */
  #speaking = false;
  /** In all. */
  droppedMs = 0;

  /** @param {Wire} wire */
  constructor(wire) {
    this.#wire = wire;
  }

  /**
   * Sends again what the server has not taken, then what waits, and from now on what comes.
   *
   * @param {number | null} [taken] the last chunk that it has; null: none that it has not acknowledged
   */
  open(taken = null) {
    this.#open = true;
    if (taken !== null) this.#forget(taken);
    if (this.#speaking) this.#wire.send(Command.ACTIVITY_START);
    for (const item of this.#unacknowledged) this.#send(item);
    this.#drain();
  }

  /** The connection is lost: what comes waits. */
  close() {
    this.#open = false;
    this.#mostWaitingMs = WAITING_AWAY_MS;
  }

  /** @param {Chunk} chunk is copied: its buffer may be given back */
  put(chunk) {
    const ms = chunk.pcm.byteLength / BYTES_PER_MS;
    this.#waitingMs += ms;
    this.#add({ ms, chunk: { ...chunk, pcm: chunk.pcm.slice(0) } });
    while (this.#waitingMs > this.#mostWaitingMs) this.#dropOldestChunk();
  }

  /** With push-to-talk: the person speaks from here on, or has spoken. @param {boolean} on */
  activity(on) {
    this.#add({ ms: 0, type: on ? Command.ACTIVITY_START : Command.ACTIVITY_END, fields: {} });
  }

  /** No more audio comes for now. */
  end() {
    this.#add({ ms: 0, type: Command.MICROPHONE, fields: { on: false } });
  }

  /** Calls `action` once all that waits now has been sent. @param {() => void} action */
  then(action) {
    this.#add(action);
  }

  /** @param {number} sequence of the last chunk that the server has taken */
  acknowledge(sequence) {
    this.#forget(sequence);
    this.#drain();
  }

  /** To be called a few times a second. @param {number} now milliseconds */
  tick(now) {
    const [item] = this.#waiting;
    const held = this.#open && typeof item === "object" && "chunk" in item && this.#wire.waitingBytes < SOCKET_BYTES;
    if (!held) this.#stillSince = null;
    else if ((this.#stillSince ??= now) + NUDGE_AFTER_MS <= now) {
      this.#stillSince = now;
      this.#waiting.shift();
      this.#keep(this.#framed(item));
    }
  }

  /** @param {{ ms: number, chunk: Chunk } | Mark | (() => void)} item */
  #add(item) {
    this.#waiting.push(item);
    this.#drain();
    if (this.#waiting.length > MOST_ITEMS) this.#drop(0);
  }

  #drain() {
    while (this.#open && this.#waiting.length > 0) {
      const item = this.#waiting[0];
      if (typeof item === "object" && "chunk" in item && !this.#mayBeSent()) break;
      this.#waiting.shift();
      if (typeof item === "function") item();
      else this.#keep("chunk" in item ? this.#framed(item) : item);
    }
    // What gathered during a loss may wait until it has gone; that bound never grows again.
    if (this.#open) this.#mostWaitingMs = Math.max(WAITING_MS, Math.min(this.#mostWaitingMs, this.#waitingMs + WAITING_MS));
  }

  #mayBeSent() {
    return this.#unacknowledgedMs < UNACKNOWLEDGED_MS && this.#wire.waitingBytes < SOCKET_BYTES;
  }

  /** @param {{ ms: number, chunk: Chunk }} waiting @returns {SentChunk} */
  #framed({ ms, chunk }) {
    const sequence = this.#next;
    this.#next = (this.#next + 1) & 0xffff;
    this.#waitingMs -= ms;
    const frame = encodeMicrophone({ ...chunk, sequence, gap: chunk.gap || this.#gap });
    this.#gap = false;
    return { ms, sequence, frame };
  }

  /** Sends it, and keeps it until the server has it. @param {SentChunk | Mark} item */
  #keep(item) {
    this.#unacknowledged.push(item);
    this.#unacknowledgedMs += item.ms;
    if (this.#unacknowledged.length > MOST_ITEMS) this.#forgetOldest();
    this.#send(item);
  }

  /** @param {SentChunk | Mark} item */
  #send(item) {
    if ("frame" in item) this.#wire.sendMedia(item.frame);
    else this.#wire.send(item.type, item.fields);
  }

  /** @param {number} sequence up to which the server has all */
  #forget(sequence) {
    const last = this.#unacknowledged.findIndex((item) => "frame" in item && item.sequence === sequence);
    if (last >= 0) this.#stillSince = null;
    for (let count = last + 1; count > 0; count -= 1) this.#forgetOldest();
  }

  #forgetOldest() {
    const item = this.#unacknowledged.shift();
    if (!item) return;
    this.#unacknowledgedMs -= item.ms;
    if ("type" in item) this.#speaking = item.type === Command.ACTIVITY_START;
  }

  #dropOldestChunk() {
    this.#drop(this.#waiting.findIndex((item) => typeof item === "object" && "chunk" in item));
  }

  /** @param {number} index of what waits */
  #drop(index) {
    const [item] = this.#waiting.splice(index, 1);
    if (typeof item !== "object" || !("chunk" in item)) return;
    this.#waitingMs -= item.ms;
    this.droppedMs += item.ms;
    this.#gap = true;
  }
}
