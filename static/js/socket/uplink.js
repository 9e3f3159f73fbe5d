import { encodeMicrophone, INPUT_SAMPLE_RATE, BYTES_PER_SAMPLE } from "../protocol.js";

const BYTES_PER_MS = (INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE) / 1000;
/** Audio that the server has not acknowledged. */
const UNACKNOWLEDGED_MS = 2_000;
const WAITING_MS = 2_000;
/** A browser tells of a stalled connection only late; what waits in the socket can't be dropped any more. */
const SOCKET_BYTES = 256_000;

/** @typedef {{ pcm: ArrayBuffer, capturedMs: number, gap: boolean }} Chunk */

/**
 * Microphone audio on its way up: at most 2 s unacknowledged, at most 2 s waiting behind it. Beyond that the oldest
 * waiting is dropped and counted, and the next chunk tells of the gap.
 */
export class Uplink {
  #send;
  #socketBytes;
  #open = false;
  #next = 1;
  #unacknowledged = /** @type {number[]} */ ([]);
  #unacknowledgedMs = 0;
  #waiting = /** @type {Chunk[]} */ ([]);
  #waitingMs = 0;
  #gap = false;
  droppedMs = 0;

  /** @param {(frame: ArrayBuffer) => void} send @param {() => number} socketBytes what waits in the socket */
  constructor(send, socketBytes) {
    this.#send = send;
    this.#socketBytes = socketBytes;
  }

  /** Sends what waits, and from now on what comes. */
  open() {
    this.#open = true;
    this.#unacknowledged.length = 0;
    this.#unacknowledgedMs = 0;
    this.#drain();
  }

  /** The connection is gone: audio waits. */
  close() {
    this.#open = false;
  }

  /** @param {Chunk} chunk is copied: its buffer may be given back */
  put(chunk) {
    this.#waiting.push({ ...chunk, pcm: chunk.pcm.slice(0) });
    this.#waitingMs += durationMs(chunk);
    this.#drain();
    while (this.#waitingMs > WAITING_MS) this.#dropOldest();
  }

  /** @param {number} sequence of the last chunk that the server has taken */
  acknowledge(sequence) {
    const oldest = (this.#next - this.#unacknowledged.length) & 0xffff;
    const count = ((sequence - oldest) & 0xffff) + 1;
    if (count > this.#unacknowledged.length) return;
    for (const ms of this.#unacknowledged.splice(0, count)) this.#unacknowledgedMs -= ms;
    this.#drain();
  }

  #drain() {
    while (this.#waiting.length > 0 && this.#mayBeSent()) {
      const chunk = /** @type {Chunk} */ (this.#waiting.shift());
      const ms = durationMs(chunk);
      this.#waitingMs -= ms;
      this.#unacknowledged.push(ms);
      this.#unacknowledgedMs += ms;
      this.#send(encodeMicrophone({ ...chunk, sequence: this.#next, gap: chunk.gap || this.#gap }));
      this.#gap = false;
      this.#next = (this.#next + 1) & 0xffff;
    }
  }

  #mayBeSent() {
    return this.#open && this.#unacknowledgedMs < UNACKNOWLEDGED_MS && this.#socketBytes() < SOCKET_BYTES;
  }

  #dropOldest() {
    const chunk = /** @type {Chunk} */ (this.#waiting.shift());
    this.#waitingMs -= durationMs(chunk);
    this.droppedMs += durationMs(chunk);
    this.#gap = true;
  }
}

/** @param {Chunk} chunk */
function durationMs(chunk) {
  return chunk.pcm.byteLength / BYTES_PER_MS;
}
