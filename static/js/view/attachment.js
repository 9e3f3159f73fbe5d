/** @import { Trouble } from "../types.d.ts" */
import { TroubleError } from "../trouble.js";
import { element, inside } from "./dom.js";
import { NO_PICTURE, PICTURE_TOO_BIG, YOUR_PICTURE } from "./words.js";

const MAX_FILE_BYTES = 40_000_000;
const THUMBNAIL_PX = 320;

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

  /** What goes with the words; null where there is no picture. @returns {Promise<{ picture: ImageBitmap, thumbnail: HTMLCanvasElement } | null>} */
  async picture() {
    if (!this.#file || !this.#thumbnail) return null;
    return { picture: await createImageBitmap(this.#file), thumbnail: this.#thumbnail };
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
      this.#show(file, await decode(file));
    } catch (problem) {
      this.#failed(/** @type {TroubleError} */ (problem));
    }
  }

  /** @param {Blob} file @param {ImageBitmap} bitmap */
  #show(file, bitmap) {
    this.#file = file;
    this.#thumbnail = thumbnail(bitmap);
    this.#frame.replaceChildren(this.#thumbnail);
    this.#chip.hidden = false;
    element("message", HTMLElement).focus();
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
