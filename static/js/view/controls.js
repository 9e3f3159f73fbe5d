/** @import { PictureSourceName } from "../types.d.ts" */
import { element } from "./dom.js";

/**
 * @typedef {object} ControlActions what the buttons do; each toggle is told the state it should take
 * @property {(on: boolean) => void} mute
 * @property {(on: boolean) => void} camera
 * @property {(on: boolean) => void} screen
 * @property {() => void} stop
 * @typedef {"mute" | PictureSourceName} Toggle
 */

/** The control bar: mute, camera, screen, stop. */
export class Controls {
  #bar = element("controls", HTMLElement);
  #toggles = {
    mute: element("mute", HTMLButtonElement),
    camera: element("camera", HTMLButtonElement),
    screen: element("screen", HTMLButtonElement),
  };
  #stop = element("stop", HTMLButtonElement);
  #actions;

  /** @param {ControlActions} actions */
  constructor(actions) {
    this.#actions = actions;
    for (const name of /** @type {Toggle[]} */ (["mute", "camera", "screen"])) {
      this.#toggles[name].addEventListener("click", () => this.toggle(name));
    }
    this.#stop.addEventListener("click", actions.stop);
    this.#toggles.screen.hidden = !navigator.mediaDevices?.getDisplayMedia;
  }

  /** As if the button were pressed: nothing happens while it is disabled or absent. @param {Toggle} name */
  toggle(name) {
    const button = this.#toggles[name];
    if (button.disabled || button.hidden) return;
    this.#actions[name](button.getAttribute("aria-pressed") !== "true");
  }

  /**
   * @param {Toggle} name
   * @param {boolean} on
   */
  show(name, on) {
    this.#toggles[name].setAttribute("aria-pressed", `${on}`);
  }

  /** @param {Toggle} name @param {boolean} on whether it is there at all */
  offer(name, on) {
    this.#toggles[name].hidden = !on;
  }

  /** Stop works from the first moment, the rest once the talk has begun. @param {{ running: boolean, begun: boolean }} state */
  enable({ running, begun }) {
    this.#bar.hidden = !running;
    for (const button of Object.values(this.#toggles)) button.disabled = !begun;
  }
}
