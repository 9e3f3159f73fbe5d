/** @import { Conversation } from "../conversation.js" */
/** @import { ConversationEvents, PictureSourceName } from "../types.d.ts" */
import { CameraTurn } from "./camera-turn.js";
import { element } from "./dom.js";
import { Preview } from "./preview.js";

/** Camera and screen: turning them on and off, and showing what is sent. */
export class Pictures {
  #conversation;
  #attempt;
  #turn = new CameraTurn((facingMode) => this.#attempt(this.#conversation.startCamera({ facingMode })));
  #previews = {
    camera: new Preview(element("camera-preview", HTMLElement), () => this.set("camera", false)),
    screen: new Preview(element("screen-preview", HTMLElement), () => this.set("screen", false)),
  };

  /**
   * @param {Conversation} conversation
   * @param {(action: Promise<void>) => unknown} attempt tells the person when an action fails
   */
  constructor(conversation, attempt) {
    this.#conversation = conversation;
    this.#attempt = attempt;
  }

  /**
   * @param {PictureSourceName} source
   * @param {boolean} on
   */
  set(source, on) {
    if (source === "camera") this.#setCamera(on);
    else this.#setScreen(on);
  }

  /** @param {ConversationEvents["picture"]} detail */
  show({ source, on, stream }) {
    this.#previews[source].show(on ? stream : null);
    if (source === "camera" && on) void this.#turn.offer();
  }

  /** @param {boolean} on */
  #setCamera(on) {
    if (on) this.#attempt(this.#conversation.startCamera({ facingMode: this.#turn.facingMode }));
    else this.#conversation.stopCamera();
  }

  /** @param {boolean} on */
  #setScreen(on) {
    if (on) this.#attempt(this.#conversation.startScreen());
    else this.#conversation.stopScreen();
  }
}
