/** @import { Trouble } from "../types.d.ts" */

const TOO_MANY = Object.freeze({
  code: "too_many_waiting",
  message: "Too much waits to be sent already. Wait until the connection is back.",
  retry: true,
});

/**
 * @typedef {object} Delivery
 * @property {() => void} send may be called again after a loss, with the same id each time
 * @property {(trouble: Trouble | null) => void} [settled] it has been taken, or will not be
 */

/** Messages that the server has to take, each kept under its id until it has; in the order they were made in. */
export class Pending {
  /** @type {Map<string, Delivery & { tries: number }>} */ #kept = new Map();
  #most;
  #live = false;

  /** @param {number} most at a time */
  constructor(most) {
    this.#most = most;
  }

  /** Sends it, at once or when the connection is back. @param {string} id @param {Delivery} delivery */
  put(id, delivery) {
    if (this.#kept.size >= this.#most) return delivery.settled?.(TOO_MANY);
    const kept = { ...delivery, tries: 0 };
    this.#kept.set(id, kept);
    if (this.#live) this.#try(kept);
  }

  /** Sends again what has not been taken, and from now on what comes. */
  open() {
    if (this.#live) return;
    this.#live = true;
    for (const kept of this.#kept.values()) this.#try(kept);
  }

  /** The connection is lost: what comes waits. */
  close() {
    this.#live = false;
  }

  /** Whether it had been sent more than once. @param {string} id */
  wasSentAgain(id) {
    return (this.#kept.get(id)?.tries ?? 0) > 1;
  }

  /** It has been taken, or (`trouble`) refused. @param {string} id @param {Trouble | null} [trouble] @returns {boolean} whether it was waited for */
  settle(id, trouble = null) {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    kept?.settled?.(trouble);
    return kept !== undefined;
  }

  /** None of them will be taken. @param {Trouble} trouble */
  giveUp(trouble) {
    for (const id of [...this.#kept.keys()]) this.settle(id, trouble);
  }

  /** @param {{ send: () => void, tries: number }} kept */
  #try(kept) {
    kept.tries += 1;
    kept.send();
  }
}
