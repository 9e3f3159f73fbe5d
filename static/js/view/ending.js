/** @import { Trouble } from "../types.d.ts" */
import { element } from "./dom.js";
import {
  ENDED_KEPT, ENDED_NOT_KEPT, ENDED_TITLE, ERROR_TITLE, LOST_TITLE, START_AGAIN, TRY_AGAIN,
} from "./words.js";

/** The code of an error that logging in mends. */
const LOGIN_REQUIRED = "login_required";
/** The codes of a talk that has gone on for as long as it may. */
const LIMITS = new Set(["cost_limit", "minutes_limit", "turns_limit"]);

/**
 * @typedef {object} EndingActions
 * @property {() => void} again
 * @property {() => void} type
 * @property {() => void} back
 */

/** How a talk came to its end, and what can be done now. */
export class Ending {
  #card = element("ending", HTMLElement);
  #title = element("ending-title", HTMLElement);
  #alert = element("alert", HTMLElement);
  #kept = element("ending-kept", HTMLElement);
  #again = element("again", HTMLButtonElement);
  #type = element("type-instead", HTMLButtonElement);
  #back = element("back", HTMLButtonElement);
  #login = element("ending-login", HTMLAnchorElement);

  /** @param {EndingActions} actions */
  constructor(actions) {
    this.#again.addEventListener("click", actions.again);
    this.#type.addEventListener("click", actions.type);
    this.#back.addEventListener("click", actions.back);
  }

  hide() {
    this.#card.hidden = true;
    this.#alert.textContent = "";
  }

  /** @param {boolean | null} kept null when the talk never began */
  ended(kept) {
    this.#show(ENDED_TITLE, "", kept);
    this.#offer({ again: START_AGAIN });
  }

  /**
   * @param {Trouble} error
   * @param {boolean | null} kept null when the talk never began
   * @param {boolean} typingHelps it failed for want of a microphone
   */
  failed(error, kept, typingHelps) {
    this.#show(kept === null ? ERROR_TITLE : LIMITS.has(error.code) ? ENDED_TITLE : LOST_TITLE, error.message, kept);
    // What can't succeed again as it was can be begun anew, where it had begun.
    const again = error.retry ? TRY_AGAIN : kept === null ? "" : START_AGAIN;
    this.#offer({ again, type: typingHelps, login: error.code === LOGIN_REQUIRED });
  }

  /**
   * @param {string} title
   * @param {string} alert
   * @param {boolean | null} kept
   */
  #show(title, alert, kept) {
    this.#card.hidden = false;
    this.#title.textContent = title;
    this.#alert.textContent = alert;
    this.#kept.textContent = kept === null ? "" : kept ? ENDED_KEPT : ENDED_NOT_KEPT;
  }

  /** @param {{ again: string, type?: boolean, login?: boolean }} offer `again`: the words on the button, empty for none */
  #offer({ again, type = false, login = false }) {
    this.#again.textContent = again;
    this.#again.hidden = !again;
    this.#type.hidden = !type;
    this.#login.hidden = !login;
    const first = [this.#again, this.#login, this.#type, this.#back].find((action) => !action.hidden);
    first?.focus();
  }
}
