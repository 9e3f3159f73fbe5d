import { element } from "./dom.js";

/** The button that changes between front and rear camera, where there are two. */
export class CameraTurn {
  #button = element("camera-turn", HTMLButtonElement);
  /** @type {"user" | "environment"} */
  #facing = "user";

  /** @param {(facingMode: "user" | "environment") => void} turn */
  constructor(turn) {
    this.#button.addEventListener("click", () => {
      this.#facing = this.#facing === "user" ? "environment" : "user";
      turn(this.#facing);
    });
  }

  get facingMode() {
    return this.#facing;
  }

  /** Devices can be counted only once a camera has been allowed. */
  async offer() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    this.#button.hidden = devices.filter((device) => device.kind === "videoinput").length < 2;
  }
}
