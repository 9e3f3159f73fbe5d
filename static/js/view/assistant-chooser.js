import { VoiceSample } from "./voice-sample.js";
import { element } from "./dom.js";

const STORED_AS = "livechat.assistant";

/** Whom to talk with, on the first page: what was chosen last, unless the address names another. */
export class AssistantChooser {
  /** @type {HTMLInputElement[]} */
  #choices = [...document.querySelectorAll("#assistants input")].filter((each) => each instanceof HTMLInputElement);
  #description = document.getElementById("assistant-description");
  #model = document.querySelector("#who .model");
  #sample;

  constructor() {
    this.#sample = this.#choices.length > 0 ? new VoiceSample() : null;
    const wanted = [new URLSearchParams(location.search).get("assistant"), localStorage.getItem(STORED_AS)];
    for (const slug of wanted) if (this.#check(slug)) break;
    element("welcome", HTMLElement).addEventListener("change", ({ target }) => this.#changed(target));
    this.#show();
  }

  /** The assistant's name in messages; "" where the server has none. */
  get chosen() {
    return this.#choice?.value ?? "";
  }

  /** Remembers another one, and is silent: a talk begins, or has changed over. @param {string} slug */
  settle(slug) {
    this.#sample?.stop();
    if (!this.#check(slug)) return;
    localStorage.setItem(STORED_AS, slug);
    this.#show();
  }

  get #choice() {
    return this.#choices.find((choice) => choice.checked);
  }

  /** @param {string | null} slug @returns {boolean} whether there is such an assistant */
  #check(slug) {
    const choice = this.#choices.find(({ value }) => value === slug);
    if (choice) choice.checked = true;
    return choice !== undefined;
  }

  /** @param {EventTarget | null} target */
  #changed(target) {
    if (target instanceof HTMLInputElement && target.name === "assistant") this.settle(target.value);
  }

  #show() {
    const choice = this.#choice;
    if (!choice) return;
    const { description = "", model = "", modality, sample = "" } = choice.dataset;
    if (this.#description) this.#description.textContent = description;
    if (this.#model) this.#model.textContent = model;
    this.#sample?.offer(modality === "TEXT" ? "" : sample);
  }
}
