/** @import { Trouble } from "../types.d.ts" */
import { TroubleError } from "../trouble.js";
import { element, inside } from "./dom.js";
import { NO_PICTURE, PICTURE_TOO_BIG, YOUR_PICTURE } from "./words.js";

const MAX_FILE_BYTES = 40_000_000;
const THUMBNAIL_PX = 320;

/** @typedef {{ file: Blob, thumbnail: HTMLCanvasElement, picture: ImageBitmap }} Attached */

/** A still picture chosen, pasted or dropped, that goes with the next words. */
export class Attachment {
  #chip = element("attachment", HTMLElement);
  #frame = inside(this.#chip, ".attachment-frame", HTMLElement);
  #button = element("attach", HTMLButtonElement);
  #choose = element("attach-file", HTMLInputElement);
  #failed;
  /** @type {Blob | null} */
  #file = null;
  /** @type {HTMLCanvasElement | null} */
  #thumbnail = null;

  /** @param {(problem: Trouble) => void} failed of a file that is no picture */
  constructor(failed) {
    this.#failed = failed;
    this.#button.addEventListener("click", () => this.#choose.click());
    this.#choose.addEventListener("change", () => {
      void this.#take(this.#choose.files);
      this.#choose.value = "";
    });
    inside(this.#chip, "button", HTMLButtonElement).addEventListener("click", () => {
      this.remove();
      this.#button.focus();
    });
    element("message", HTMLElement).addEventListener("paste", (event) => this.#pasted(event));
    this.#listenForDrops(element("talk", HTMLElement));
  }

  /** @param {boolean} live */
  enable(live) {
    this.#button.disabled = !live;
  }

  /** Hands over what goes with the words; null where there is no picture. @returns {Promise<Attached | null>} */
  async take() {
    const [file, thumbnail] = [this.#file, this.#thumbnail];
    if (!file || !thumbnail) return null;
    this.remove();
    return { file, thumbnail, picture: await createImageBitmap(file) };
  }

  /** It was not sent: it is there again, unless another one is. @param {Attached} attached */
  giveBack({ file, thumbnail }) {
    if (!this.#file) this.#show(file, thumbnail);
  }

  remove() {
    this.#file = this.#thumbnail = null;
    this.#frame.replaceChildren();
    this.#chip.hidden = true;
  }

  /** @param {FileList | undefined | null} files of which the first is taken */
  async #take(files) {
    const file = files?.[0];
    if (!file) return;
    try {
      this.#show(file, thumbnail(await decode(file)));
      element("message", HTMLElement).focus();
    } catch (problem) {
      this.#failed(/** @type {TroubleError} */ (problem));
    }
  }

  /** @param {Blob} file @param {HTMLCanvasElement} thumbnail */
  #show(file, thumbnail) {
    this.#file = file;
    this.#thumbnail = thumbnail;
    this.#frame.replaceChildren(thumbnail);
    this.#chip.hidden = false;
  }

  /** @param {ClipboardEvent} event words are pasted as always */
  #pasted(event) {
    const data = event.clipboardData;
    if (!data?.files.length || data.types.includes("text/plain")) return;
    event.preventDefault();
    void this.#take(data.files);
  }

  /** @param {HTMLElement} area */
  #listenForDrops(area) {
    area.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      area.dataset.dropping = "";
    });
    area.addEventListener("dragleave", (event) => {
      if (!(event.relatedTarget instanceof Node && area.contains(event.relatedTarget))) delete area.dataset.dropping;
    });
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      delete area.dataset.dropping;
      if (!this.#button.disabled) void this.#take(event.dataTransfer?.files);
    });
  }
}

/** @param {Blob} file @returns {Promise<ImageBitmap>} rejects with TroubleError */
async function decode(file) {
  if (file.size > MAX_FILE_BYTES) throw new TroubleError("picture_too_big", PICTURE_TOO_BIG, false);
  try {
    return await createImageBitmap(file);
  } catch {
    throw new TroubleError("no_picture", NO_PICTURE, false);
  }
}

/** Closes `bitmap`. @param {ImageBitmap} bitmap */
function thumbnail(bitmap) {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, THUMBNAIL_PX / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  canvas.role = "img";
  canvas.ariaLabel = YOUR_PICTURE;
  bitmap.close();
  return canvas;
}
