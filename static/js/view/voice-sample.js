import { element } from "./dom.js";
import { VOICE_FAILED, VOICE_HEAR, VOICE_STOP, VOICE_WAIT } from "./words.js";

/** @typedef {"ready" | "fetching" | "playing"} SampleState */

/** The button that lets an assistant's voice be heard. Pressed again, it is silent. */
export class VoiceSample {
  #button = element("voice-sample", HTMLButtonElement);
  #words = element("voice-words", HTMLElement);
  #trouble = element("voice-trouble", HTMLElement);
  #sound = new Audio();
  #url = "";
  /** @type {AbortController | null} */
  #fetching = null;

  constructor() {
    this.#button.addEventListener("click", () => this.#pressed());
    this.#sound.addEventListener("ended", () => this.stop());
  }

  /** @param {string} url where the sample is; "" for an assistant that does not speak */
  offer(url) {
    this.stop();
    this.#url = url;
    this.#trouble.textContent = "";
    this.#button.hidden = !url;
    this.#show("ready");
  }

  stop() {
    this.#fetching?.abort();
    this.#fetching = null;
    this.#sound.pause();
    if (this.#sound.src) URL.revokeObjectURL(this.#sound.src);
    this.#sound.removeAttribute("src");
    this.#show("ready");
  }

  #pressed() {
    if (this.#button.dataset.state === "ready") void this.#play();
    else this.stop();
  }

  async #play() {
    const fetching = new AbortController();
    this.#fetching = fetching;
    this.#trouble.textContent = "";
    this.#show("fetching");
    try {
      const sample = await fetchSample(this.#url, fetching.signal);
      if (this.#fetching !== fetching) return;
      this.#sound.src = URL.createObjectURL(sample);
      await this.#sound.play();
      this.#show("playing");
    } catch (problem) {
      if (this.#fetching !== fetching) return;
      this.stop();
      this.#trouble.textContent = problem instanceof Refused ? problem.message : VOICE_FAILED;
    }
  }

  /** @param {SampleState} state */
  #show(state) {
    const words = { ready: VOICE_HEAR, fetching: VOICE_WAIT, playing: VOICE_STOP };
    this.#button.dataset.state = state;
    this.#button.ariaBusy = `${state === "fetching"}`;
    this.#words.textContent = words[state];
  }
}

/** The server's own words. */
class Refused extends Error {}

/** @param {string} url @param {AbortSignal} signal @returns {Promise<Blob>} */
async function fetchSample(url, signal) {
  const response = await fetch(url, { signal });
  if (response.ok) return response.blob();
  const { error } = await response.json();
  throw new Refused(error.message);
}
