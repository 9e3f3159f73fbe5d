import { PictureSource } from "./picture-source.js";

/** @import { Picture, PictureSourceName } from "../types.d.ts" */

/** Camera and screen. */
export class PictureSources {
  #changed;
  #sources = {
    camera: new PictureSource("camera", () => this.stop("camera")),
    screen: new PictureSource("screen", () => this.stop("screen")),
  };
  #on = { camera: false, screen: false };
  /** The source started last: what the words speak of. */
  #newest = /** @type {PictureSourceName} */ ("camera");

  /** @param {(source: PictureSourceName, on: boolean, stream: MediaStream | null) => void} changed one began or ended */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {Readonly<Record<PictureSourceName, boolean>>} */
  get on() {
    return { ...this.#on };
  }

  get newest() {
    return this.#newest;
  }

  /**
   * Rejects with TroubleError.
   *
   * @param {PictureSourceName} name
   * @param {{ facingMode?: "user" | "environment" }} options
   * @param {() => boolean} wanted whether it still is, once it has been allowed
   */
  async start(name, options, wanted) {
    const source = this.#sources[name];
    try {
      await source.start(options);
    } catch (problem) {
      this.stop(name);
      throw problem;
    }
    if (!wanted()) return source.stop();
    this.#newest = name;
    this.#on[name] = true;
    this.#changed(name, true, source.stream);
  }

  /** @param {PictureSourceName} name */
  stop(name) {
    this.#sources[name].stop();
    if (!this.#on[name]) return;
    this.#on[name] = false;
    this.#newest = name === "camera" ? "screen" : "camera";
    this.#changed(name, false, null);
  }

  stopAll() {
    this.stop("camera");
    this.stop("screen");
  }

  /** The picture of this moment; null where there is none. @param {PictureSourceName} name @returns {Promise<Picture | null>} */
  take(name) {
    return this.#sources[name].take();
  }
}
