import { TroubleError } from "../trouble.js";
import { deviceError, requireDevices } from "./device-errors.js";
import { release } from "./microphone.js";

/** @import { Picture, PictureSourceName } from "../types.d.ts" */

const CAMERA_WIDTH = 1280;
/** For the preview: one picture a second is sent. */
const CAMERA_FRAMES_PER_S = 15;
const SCREEN_FRAMES_PER_S = 5;

/** A camera or a screen from which single pictures are taken. */
export class PictureSource {
  #name;
  #onEnded;
  /** @type {MediaStream | null} */ #stream = null;
  #video = document.createElement("video");

  /** @param {PictureSourceName} name @param {() => void} onEnded it ended by itself: unplugged, or stopped by the browser's own button */
  constructor(name, onEnded) {
    this.#name = name;
    this.#onEnded = onEnded;
    this.#video.muted = true;
    this.#video.playsInline = true;
  }

  get name() {
    return this.#name;
  }

  get stream() {
    return this.#stream;
  }

  /** Throws TroubleError. @param {{ facingMode?: "user" | "environment" }} [options] of a camera */
  async start({ facingMode } = {}) {
    if (typeof OffscreenCanvas !== "function") {
      throw new TroubleError("unsupported_browser", "This browser is too old to send pictures.", false);
    }
    // A phone opens its other camera only once the first is released.
    this.stop();
    const stream = await (this.#name === "camera" ? openCamera(facingMode) : openScreen());
    this.#stream = stream;
    stream.getVideoTracks()[0].addEventListener("ended", () => {
      if (this.#stream === stream) this.#onEnded();
    });
    this.#video.srcObject = stream;
    // Stopped before its first picture: whoever stopped it knows.
    await this.#video.play().catch(() => {});
  }

  stop() {
    release(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /** The picture of this moment, to be closed by who gets it; null where there is none yet. @returns {Promise<Picture | null>} */
  async take() {
    if (!this.#stream || this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    if (typeof VideoFrame === "function") return new VideoFrame(this.#video);
    return createImageBitmap(this.#video);
  }
}

/** @param {"user" | "environment"} [facingMode] */
async function openCamera(facingMode) {
  requireDevices("getUserMedia");
  const video = {
    width: { ideal: CAMERA_WIDTH },
    frameRate: { ideal: CAMERA_FRAMES_PER_S },
    ...(facingMode ? { facingMode } : {}),
  };
  try {
    return await navigator.mediaDevices.getUserMedia({ video });
  } catch (problem) {
    throw deviceError("camera", problem);
  }
}

async function openScreen() {
  requireDevices("getDisplayMedia");
  try {
    return await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: SCREEN_FRAMES_PER_S } }, audio: false });
  } catch (problem) {
    throw deviceError("screen", problem);
  }
}
