import { Command, encodePicture, PictureSource } from "../protocol.js";
import { PictureEncoder } from "./picture-encoder.js";
import { PictureSlot } from "./picture-slot.js";

/**
 * @import { Picture, PictureSourceName } from "../types.d.ts"
 * @typedef {PictureSourceName | "upload"} Source
 * @typedef {{ capturedMs: number, source: Source, jpeg: ArrayBuffer }} EncodedPicture
 * @typedef {{ live: boolean, send: (type: string, fields?: object) => unknown, sendMedia: (frame: ArrayBuffer) => void }} Wire
 */

const NUMBERS = Object.freeze({
  camera: PictureSource.CAMERA,
  screen: PictureSource.SCREEN,
  upload: PictureSource.UPLOAD,
});

/** Pictures on their way up: those of camera and screen one at a time and no oftener than allowed, others as they come. */
export class PictureUplink {
  #wire;
  #now;
  #slot = new PictureSlot();
  #encoder = new PictureEncoder();

  /** @param {Wire} wire @param {() => number} now milliseconds */
  constructor(wire, now) {
    this.#wire = wire;
    this.#now = now;
  }

  /** A camera or screen is there from now on, or no more. @param {PictureSourceName} source @param {boolean} on */
  set(source, on) {
    this.#slot.set(source, on);
    this.#encoder.forget();
    this.#wire.send(Command.CAMERA, { on, source });
  }

  /** The connection is there, again perhaps: what was under way is not awaited. */
  open() {
    this.#slot.forget();
    this.#encoder.forget();
    for (const source of this.#slot.sources) this.#wire.send(Command.CAMERA, { on: true, source });
  }

  /** The source to take a picture from now, or null. @returns {PictureSourceName | null} */
  due() {
    return this.#wire.live ? this.#slot.due(this.#now()) : null;
  }

  /** Sends the picture that was due; null where none could be taken. @param {PictureSourceName} source @param {Picture | null} picture */
  async send(source, picture) {
    const encoded = picture && (await this.encode(source, picture, false));
    if (encoded && this.#wire.live) this.sendEncoded(encoded);
    else this.#slot.skip();
  }

  /** Closes `picture`. @param {Source} source @param {Picture} picture @param {boolean} always even where a screen has not changed @returns {Promise<EncodedPicture | null>} */
  async encode(source, picture, always) {
    const capturedMs = this.#now();
    const jpeg = await this.#encoder.encode(picture, source, always);
    return jpeg && { capturedMs, source, jpeg };
  }

  /** @param {EncodedPicture} picture @returns {number} the id of its frame */
  sendEncoded({ capturedMs, source, jpeg }) {
    const frame = this.#slot.sent(this.#now());
    this.#wire.sendMedia(encodePicture({ frame, capturedMs, source: NUMBERS[source], jpeg }));
    return frame;
  }

  /** @param {number} frame */
  acknowledge(frame) {
    this.#slot.acknowledge(frame);
  }
}
