/** The microphone takes so long to hand over what was said before the key was let go. */
export const TAIL_MS = 150;

/**
 * @typedef {object} PushToTalkHandlers
 * @property {(on: boolean) => Promise<void>} mute the microphone itself; rejects with TroubleError where there is none
 * @property {(on: boolean) => void} activity tells the server that the person speaks, or no more
 * @property {(held: boolean) => void} changed
 */

/** The microphone is heard only while a key is held. */
export class PushToTalk {
  #handlers;
  #on = false;
  #held = false;

  /** @param {PushToTalkHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  get on() {
    return this.#on;
  }

  /** @param {boolean} on @param {boolean} muted the microphone's state where it is not a key's @returns {Promise<void>} */
  async set(on, muted) {
    if (on === this.#on) return;
    await this.hold(false);
    this.#on = on;
    await this.#handlers.mute(on || muted);
  }

  /** Without a microphone yet, asks for it; rejects with TroubleError. @param {boolean} held */
  async hold(held) {
    if (!this.#on || held === this.#held) return;
    this.#held = held;
    this.#handlers.changed(held);
    if (held) await this.#begin();
    else await this.#end();
  }

  async #begin() {
    try {
      await this.#handlers.mute(false);
    } catch (problem) {
      this.#held = false;
      this.#handlers.changed(false);
      throw problem;
    }
    // Who let go while the browser asked for the microphone says nothing.
    if (this.#held) this.#handlers.activity(true);
    else await this.#handlers.mute(true);
  }

  async #end() {
    await new Promise((resolve) => setTimeout(resolve, TAIL_MS));
    if (this.#held) return;
    this.#handlers.activity(false);
    await this.#handlers.mute(true);
  }
}
