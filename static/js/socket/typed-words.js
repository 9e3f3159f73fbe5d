import { Command } from "../protocol.js";
import { Pending } from "./pending.js";

/**
 * @import { PictureUplink, EncodedPicture } from "./picture-uplink.js"
 * @import { PageMessage, Trouble } from "../types.d.ts"
 * @typedef {{ text: string, picture: EncodedPicture | null }} Words
 */

const MOST_WAITING = 20;
/** The pictures of older words that still wait are let go of: the words are not. */
const MOST_PICTURES = 5;

/** Typed words, each with the picture that it speaks of, kept until they come back as a caption. */
export class TypedWords {
  #wire;
  #pictures;
  #settled;
  #pending = new Pending(MOST_WAITING);
  /** @type {Map<string, Words>} */ #words = new Map();

  /**
   * @param {{ send: (type: string, fields?: object) => unknown }} wire
   * @param {PictureUplink} pictures
   * @param {(id: string, trouble: Trouble | null) => void} settled
   */
  constructor(wire, pictures, settled) {
    this.#wire = wire;
    this.#pictures = pictures;
    this.#settled = settled;
  }

  /** @param {Extract<PageMessage, { kind: "say" }>} message */
  async say({ id, text, shot }) {
    const picture = shot && (await this.#pictures.encode(shot.source, shot.picture, true));
    const words = { text, picture };
    this.#words.set(id, words);
    this.#letGoOfPictures();
    this.#pending.put(id, {
      send: () => this.#send(id, words),
      settled: (trouble) => {
        this.#words.delete(id);
        this.#settled(id, trouble);
      },
    });
  }

  /** Sends again what has not come back. */
  open() {
    this.#pending.open();
  }

  close() {
    this.#pending.close();
  }

  /** The words have come back, or (`trouble`) were refused. @param {string} id @param {Trouble | null} [trouble] @returns {boolean} whether they were waited for */
  settle(id, trouble = null) {
    return this.#pending.settle(id, trouble);
  }

  /** @param {Trouble} trouble */
  giveUp(trouble) {
    this.#pending.giveUp(trouble);
  }

  /** @param {string} id @param {Words} words */
  #send(id, { text, picture }) {
    const frame = picture && this.#pictures.sendEncoded(picture);
    this.#wire.send(Command.TEXT, frame === null ? { id, text } : { id, text, after_frame: frame });
  }

  #letGoOfPictures() {
    const illustrated = [...this.#words.values()].filter(({ picture }) => picture);
    for (const words of illustrated.slice(0, -MOST_PICTURES)) words.picture = null;
  }
}
