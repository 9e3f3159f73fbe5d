/** Audio that is lost now and then makes one slow connection, not many. */
const CALM_AFTER_MS = 6_000;

/** Whether what the person says is being lost, here or on the server, because it can't be sent on fast enough. */
export class Slowness {
  #changed;
  #here = 0;
  /** Null until the first count of a server that has just taken over. @type {number | null} */ #there = 0;
  /** When audio was last lost. */
  #at = -Infinity;
  #slow = false;

  /** @param {(slow: boolean) => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {number} ms dropped here, in all @param {number} now */
  here(ms, now) {
    if (ms > this.#here) this.#lost(now);
    this.#here = ms;
  }

  /** @param {number} ms dropped by the server, in all @param {number} now */
  there(ms, now) {
    if (this.#there !== null && ms > this.#there) this.#lost(now);
    this.#there = ms;
  }

  /** What was dropped here so far was to be. @param {number} ms in all */
  excuse(ms) {
    this.#here = ms;
  }

  /** Another server counts, from where it likes. */
  another() {
    this.#there = null;
  }

  /** To be called now and then. @param {number} now */
  tick(now) {
    if (this.#slow && now - this.#at >= CALM_AFTER_MS) this.#is(false);
  }

  /** @param {number} now */
  #lost(now) {
    this.#at = now;
    if (!this.#slow) this.#is(true);
  }

  /** @param {boolean} slow */
  #is(slow) {
    this.#slow = slow;
    this.#changed(slow);
  }
}
