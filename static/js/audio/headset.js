import { Flatness } from "../capture/flatness.js";
import { openMicrophone, release } from "../capture/microphone.js";
import { Sound } from "./sound.js";

/**
 * @typedef {object} HeadsetHandlers
 * @property {(levels: { microphone: number, speaker: number }) => void} levels 0 to 1, about 15 times a second
 * @property {(change: "flat" | "back") => void} flatness
 * @property {() => void} lost the microphone is gone and could not be had again
 */

const LEVEL_RANGE_DB = 60;

/** Microphone and loudspeaker of one conversation. */
export class Headset {
  #handlers;
  #sound = /** @type {Sound | null} */ (null);
  /** @type {MediaStream | null} */ #microphone = null;
  #muted = false;
  #closed = false;
  #microphoneRms = 0;
  #flatness = new Flatness();

  /** @param {HeadsetHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  get capturePort() {
    return this.#sound?.capturePort ?? null;
  }

  get playbackPort() {
    return this.#sound?.playbackPort ?? null;
  }

  /** Call it inside a click, and `close` after it whether it throws a TroubleError or not. @param {boolean} withMicrophone */
  async open(withMicrophone) {
    shareSoundWithCalls();
    const [sound, microphone] = await Promise.allSettled([
      Sound.open({ microphone: (rms) => this.#hear(rms), speaker: (rms) => this.#speak(rms) }),
      withMicrophone ? this.#openMicrophone() : null,
    ]);
    if (sound.status === "fulfilled") this.#sound = sound.value;
    if (microphone.status === "fulfilled") this.#microphone = microphone.value;
    if (this.#closed) return this.close();
    if (microphone.status === "rejected") throw microphone.reason;
    // Without a microphone the talk is by text, which goes on without sound as well.
    if (sound.status === "rejected" && withMicrophone) throw sound.reason;
    this.#muted = !withMicrophone;
    this.#connect();
  }

  /** Without a microphone yet, unmuting asks for it. Throws TroubleError. @param {boolean} on */
  async mute(on) {
    if (!on && !this.#microphone) this.#microphone = await this.#openMicrophone();
    this.#muted = on;
    this.#flatness.reset();
    if (this.#closed) await this.close();
    else this.#connect();
  }

  /** Releases the devices. */
  async close() {
    this.#closed = true;
    release(this.#microphone);
    this.#microphone = null;
    const sound = this.#sound;
    this.#sound = null;
    await sound?.close();
  }

  #connect() {
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !this.#muted;
    this.#sound?.listen(this.#microphone);
    this.#sound?.capture(!this.#muted);
  }

  #openMicrophone() {
    return openMicrophone(() => void this.#lost());
  }

  /** Unplugged, or taken by a phone call: another may be there. */
  async #lost() {
    if (this.#closed) return;
    this.#microphone = null;
    try {
      this.#microphone = await this.#openMicrophone();
      if (this.#closed) return void this.close();
      this.#connect();
    } catch {
      this.#handlers.lost();
    }
  }

  /** @param {number} rms */
  #hear(rms) {
    this.#microphoneRms = rms;
    const change = this.#muted ? null : this.#flatness.add(rms, performance.now());
    if (change) this.#handlers.flatness(change);
  }

  /** @param {number} rms */
  #speak(rms) {
    this.#handlers.levels({ microphone: this.#muted ? 0 : toLevel(this.#microphoneRms), speaker: toLevel(rms) });
  }
}

/** @param {number} rms @returns {number} 0 to 1 over 60 dB */
function toLevel(rms) {
  return rms === 0 ? 0 : Math.max(0, 1 + (20 * Math.log10(rms)) / LEVEL_RANGE_DB);
}

/** iOS else plays at the volume of a ringtone, or not at all, while the microphone is open. */
function shareSoundWithCalls() {
  const { audioSession } = /** @type {Navigator & { audioSession?: { type: string } }} */ (navigator);
  if (audioSession) audioSession.type = "play-and-record";
}
