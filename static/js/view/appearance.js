import { Choice } from "./choice.js";
import { element } from "./dom.js";

export const THEMES = Object.freeze(["light", "dark", "system"]);

/** How the page looks: its colours, and whether what is said is also written. */
export class Appearance {
  #theme = new Choice("livechat.theme", radios("theme"), "system", applyTheme);
  #captions;

  constructor() {
    const hidden = element("captions-hidden", HTMLElement);
    this.#captions = new Choice("livechat.captions", [element("captions", HTMLInputElement)], "on", (value) => {
      document.body.dataset.captions = value;
      hidden.hidden = value === "on";
    });
    element("captions-show", HTMLButtonElement).addEventListener("click", () => this.captions(true));
  }

  /** @param {string} name one of THEMES */
  theme(name) {
    this.#theme.set(name);
  }

  /** @param {boolean} on */
  captions(on) {
    this.#captions.set(on ? "on" : "off");
  }
}

/** @param {string} name */
function applyTheme(name) {
  const root = document.documentElement;
  if (name === "light" || name === "dark") root.dataset.theme = name;
  else delete root.dataset.theme;
  const page = getComputedStyle(document.body).backgroundColor;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    if (!(meta instanceof HTMLMetaElement)) continue;
    meta.dataset.usual ??= meta.content;
    meta.content = name === "system" ? meta.dataset.usual : page;
  }
}

/** @param {string} name */
function radios(name) {
  const found = document.querySelectorAll(`input[type="radio"][name="${name}"]`);
  return [...found].filter((each) => each instanceof HTMLInputElement);
}
