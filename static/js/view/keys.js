/** Where a letter is a letter. */
const WRITING = "input, textarea, select, [contenteditable]";

/** Keys for the whole page. Letters can be turned off, as speech input and shaky hands want. */
export class Keys {
  #actions;
  #lettersOn;

  /**
   * @param {Record<string, () => void>} actions by `KeyboardEvent.key`, letters in lower case
   * @param {() => boolean} lettersOn
   */
  constructor(actions, lettersOn) {
    this.#actions = actions;
    this.#lettersOn = lettersOn;
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const character = event.key.length === 1;
    if (character && (!this.#lettersOn() || isWriting(event.target))) return;
    const action = this.#actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return target instanceof Element && target.matches(WRITING) && !target.matches("[type=checkbox]");
}
