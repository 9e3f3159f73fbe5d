/** @import { Pass } from "./types.d.ts" */

const STORED_AS = "livechat.open-talk";
/** The server keeps a talk for so long. */
const KEPT_FOR_MS = 60_000;

/** @typedef {Pass & { kept: boolean, assistant: string, microphone: boolean }} OpenTalk what is needed to go on with a talk */

/**
 * The talk that this tab is in, so that it can be gone on with when the page is loaded again. It carries a secret: it
 * lasts no longer than the tab, and is forgotten with the talk.
 */
export class Keepsake {
  #storage;
  #now;
  /** @type {OpenTalk | null} */ #talk = null;

  /** @param {Storage} storage @param {() => number} [now] wall clock, milliseconds */
  constructor(storage, now = Date.now) {
    this.#storage = storage;
    this.#now = now;
  }

  /** @param {OpenTalk} talk */
  keep(talk) {
    this.#talk = talk;
    this.renew();
  }

  /** The talk is live still. */
  renew() {
    if (this.#talk) this.#storage.setItem(STORED_AS, JSON.stringify({ ...this.#talk, at: this.#now() }));
  }

  forget() {
    this.#talk = null;
    this.#storage.removeItem(STORED_AS);
  }

  /** What another load of the page was in, and for how long that can be gone on with. @returns {{ talk: OpenTalk, forMs: number } | null} */
  find() {
    const { at = 0, ...talk } = JSON.parse(this.#storage.getItem(STORED_AS) ?? "{}");
    const forMs = at + KEPT_FOR_MS - this.#now();
    if (forMs > 0 && forMs <= KEPT_FOR_MS) return { talk, forMs };
    this.forget();
    return null;
  }
}
