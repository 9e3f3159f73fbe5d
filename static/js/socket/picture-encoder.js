import { MAX_PICTURE_BYTES } from "../protocol.js";

/** @import { PictureSourceName } from "../types.d.ts" */

const LONGEST_SIDE = Object.freeze({ camera: 768, screen: 1280, upload: 768 });
const QUALITIES = Object.freeze([0.7, 0.5, 0.3]);

/** Pictures -> JPEG below the wire's limit, the aspect kept. Tells when a screen has not changed. */
export class PictureEncoder {
  #canvas = new OffscreenCanvas(1, 1);
  #context = /** @type {OffscreenCanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
  /** @type {Uint8Array | null} */ #lastScreen = null;
  /** One picture at a time uses the canvas. @type {Promise<unknown>} */ #before = Promise.resolve();

  /**
   * Closes `image`.
   *
   * @param {VideoFrame | ImageBitmap} image
   * @param {PictureSourceName | "upload"} source
   * @param {boolean} always even where the screen has not changed
   * @returns {Promise<ArrayBuffer | null>} null where it has not changed, or can't be made small enough
   */
  encode(image, source, always) {
    const encoded = this.#before.then(() => this.#encode(image, source, always));
    this.#before = encoded.catch(() => {});
    return encoded;
  }

  /** The next screen is sent even where it looks like the last. */
  forget() {
    this.#lastScreen = null;
  }

  /** @param {VideoFrame | ImageBitmap} image @param {PictureSourceName | "upload"} source @param {boolean} always */
  async #encode(image, source, always) {
    this.#draw(image, LONGEST_SIDE[source]);
    for (const quality of QUALITIES) {
      const blob = await this.#canvas.convertToBlob({ type: "image/jpeg", quality });
      if (blob.size > MAX_PICTURE_BYTES) continue;
      const jpeg = await blob.arrayBuffer();
      return source === "screen" && !this.#isNew(jpeg) && !always ? null : jpeg;
    }
    return null;
  }

  /** @param {VideoFrame | ImageBitmap} image @param {number} longest pixels */
  #draw(image, longest) {
    const width = "displayWidth" in image ? image.displayWidth : image.width;
    const height = "displayHeight" in image ? image.displayHeight : image.height;
    const scale = Math.min(1, longest / Math.max(width, height));
    this.#canvas.width = Math.max(1, Math.round(width * scale));
    this.#canvas.height = Math.max(1, Math.round(height * scale));
    this.#context.drawImage(image, 0, 0, this.#canvas.width, this.#canvas.height);
    image.close();
  }

  /** Equal pixels make equal bytes. @param {ArrayBuffer} jpeg */
  #isNew(jpeg) {
    const bytes = new Uint8Array(jpeg);
    const last = this.#lastScreen;
    this.#lastScreen = bytes;
    return last === null || last.length !== bytes.length || bytes.some((byte, index) => byte !== last[index]);
  }
}
