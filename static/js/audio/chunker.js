import { BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE } from "../protocol.js";
import { BufferPool } from "./buffer-pool.js";

/** The shortest that the wire allows: 40 ms would add 15 to 20 ms between mouth and server. */
const CHUNK_MS = 20;
const CHUNK_SAMPLES = (INPUT_SAMPLE_RATE * CHUNK_MS) / 1000;
/** More than a second in which the receiver may give none back. */
const CHUNKS_LENT = 64;

/**
 * Cuts samples of 16 kHz into PCM16 chunks of 20 ms, in buffers that the receiver gives back. When all are lent
 * the audio is left out, and the next chunk tells of the gap.
 */
export class Chunker {
  #pool = new BufferPool(CHUNKS_LENT, CHUNK_SAMPLES * BYTES_PER_SAMPLE);
  #emit;
  /** @type {Int16Array | null} */
  #chunk = null;
  #filled = 0;
  #samples = 0;
  #message = { pcm: new ArrayBuffer(0), capturedMs: 0, gap: false };

  /** @param {(message: { pcm: ArrayBuffer, capturedMs: number, gap: boolean }) => void} emit the message is reused */
  constructor(emit) {
    this.#emit = emit;
  }

  /** @param {ArrayBuffer} buffer */
  giveBack(buffer) {
    this.#pool.give(buffer);
  }

  /** @param {Float32Array} samples @param {number} count */
  add(samples, count) {
    for (let index = 0; index < count; index += 1) {
      if (this.#filled === 0) this.#begin();
      if (this.#chunk) this.#chunk[this.#filled] = toPcm16(samples[index]);
      this.#samples += 1;
      this.#filled += 1;
      if (this.#filled === CHUNK_SAMPLES) this.#finish();
    }
  }

  /** Leaves out the chunk begun. */
  clear() {
    if (this.#chunk) this.#pool.give(/** @type {ArrayBuffer} */ (this.#chunk.buffer));
    this.#chunk = null;
    this.#filled = 0;
  }

  #begin() {
    const buffer = this.#pool.take();
    this.#chunk = buffer && new Int16Array(buffer);
  }

  #finish() {
    this.#filled = 0;
    if (!this.#chunk) {
      this.#message.gap = true;
      return;
    }
    this.#message.pcm = /** @type {ArrayBuffer} */ (this.#chunk.buffer);
    this.#message.capturedMs = ((this.#samples - CHUNK_SAMPLES) * 1000) / INPUT_SAMPLE_RATE;
    this.#chunk = null;
    this.#emit(this.#message);
    this.#message.gap = false;
  }
}

/** @param {number} sample -1 to 1; beyond that it is clipped */
function toPcm16(sample) {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
}
