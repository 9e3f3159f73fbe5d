/** @import { Trouble } from "../types.d.ts" */
import { element } from "./dom.js";
import {
  ELSEWHERE_TITLE, ENDED_KEPT, ENDED_NOT_KEPT, ENDED_TITLE, ERROR_TITLE, LOST_TITLE, START_AGAIN, TRY_AGAIN,
} from "./words.js";

/** The code of an error that logging in mends. */
const LOGIN_REQUIRED = "login_required";
/** How a talk that had begun ended with an error, where it was not simply cut off. @type {Readonly<Record<string, string>>} */
const TITLES = Object.freeze({
  cost_limit: ENDED_TITLE,
  ended_by_operator: ENDED_TITLE,
  minutes_limit: ENDED_TITLE,
  turns_limit: ENDED_TITLE,
  resumed_elsewhere: ELSEWHERE_TITLE,
});

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
    this.#show(ENDED_TITLE, "", kept, true);
    this.#offer({ again: START_AGAIN });
  }

  /**
   * @param {Trouble} error
   * @param {boolean | null} kept null when the talk never began
   * @param {boolean} typingHelps it failed for want of a microphone
   */
  failed(error, kept, typingHelps) {
    const title = kept === null ? ERROR_TITLE : (TITLES[error.code] ?? LOST_TITLE);
    this.#show(title, error.message, kept, error.code in TITLES);
    // What can't succeed again as it was can be begun anew, where it had begun.
    const again = error.retry ? TRY_AGAIN : kept === null ? "" : START_AGAIN;
    this.#offer({ again, type: typingHelps, login: error.code === LOGIN_REQUIRED });
  }

  /**
   * @param {string} title
   * @param {string} alert
   * @param {boolean | null} kept
   * @param {boolean} orderly nothing went wrong
   */
  #show(title, alert, kept, orderly) {
    this.#card.hidden = false;
    this.#card.toggleAttribute("data-orderly", orderly);
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
