import { PICTURE_INTERVAL_MS } from "../protocol.js";

/** How long an acknowledgement is awaited before the next picture goes all the same. */
const PATIENCE_MS = 3_000;

/** One picture under way at a time, one a second at most, from each source in turn. Milliseconds of one clock. */
export class PictureSlot {
  /** @type {import("../types.d.ts").PictureSourceName[]} */ #sources = [];
  #frame = 0;
  #acknowledged = 0;
  #asked = false;
  #since = -Infinity;

  /** Those that are on. @returns {readonly import("../types.d.ts").PictureSourceName[]} */
  get sources() {
    return this.#sources;
  }

  /** @param {import("../types.d.ts").PictureSourceName} source @param {boolean} on */
  set(source, on) {
    this.#sources = this.#sources.filter((each) => each !== source);
    if (on) this.#sources.unshift(source);
  }

  /** The source to take a picture from now, or null. @param {number} now */
  due(now) {
    const waited = now - this.#since;
    const busy = this.#asked || this.#frame !== this.#acknowledged;
    if (this.#sources.length === 0 || waited < (busy ? PATIENCE_MS : PICTURE_INTERVAL_MS)) return null;
    const source = /** @type {import("../types.d.ts").PictureSourceName} */ (this.#sources.shift());
    this.#sources.push(source);
    this.#asked = true;
    this.#since = now;
    return source;
  }

  /** The picture asked for is the same as the last, or could not be taken. */
  skip() {
    this.#asked = false;
  }

  /** A picture is being sent; returns its frame number. @param {number} now */
  sent(now) {
    this.#asked = false;
    this.#since = now;
    // 0 is what the server acknowledges before any.
    this.#frame = (this.#frame % 0xffff) + 1;
    return this.#frame;
  }

  /** The connection is another one: nothing is under way. */
  forget() {
    this.#acknowledged = this.#frame;
  }

  /** @param {number} frame */
  acknowledge(frame) {
    if (frame === this.#frame) this.#acknowledged = frame;
  }
}
