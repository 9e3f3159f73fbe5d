/** Keeps the screen from sleeping during a talk, where the browser can. */
export class WakeLock {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #wanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.#take());
  }

  /** @param {boolean} on */
  hold(on) {
    this.#wanted = on;
    if (on) void this.#take();
    else void this.#release();
  }

  /** The browser drops the lock whenever the page is hidden, and refuses it while the battery is low. */
  async #take() {
    if (!this.#wanted || document.hidden || (this.#lock && !this.#lock.released)) return;
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    this.#lock = lock ?? null;
    if (!this.#wanted) await this.#release();
  }

  async #release() {
    await this.#lock?.release();
    this.#lock = null;
  }
}
