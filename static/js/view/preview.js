import { inside } from "./dom.js";

/** The person's own camera or screen, as it is sent. */
export class Preview {
  #figure;
  #video;

  /**
   * @param {HTMLElement} figure
   * @param {() => void} off
   */
  constructor(figure, off) {
    this.#figure = figure;
    this.#video = inside(figure, "video", HTMLVideoElement);
    inside(figure, ".preview-off", HTMLButtonElement).addEventListener("click", off);
  }

  /** @param {MediaStream | null} stream null hides it */
  show(stream) {
    this.#figure.hidden = !stream;
    this.#video.srcObject = stream;
    const facing = stream?.getVideoTracks()[0]?.getSettings().facingMode;
    this.#figure.classList.toggle("faces-away", facing === "environment");
  }
}
