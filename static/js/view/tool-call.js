/** @import { Shown, ToolCall as Call, ToolResult } from "../types.d.ts" */
import { fromTemplate, inside } from "./dom.js";
import { TOOL_STATE } from "./words.js";

/** Before what went wrong, in the words of the record. */
const FAILED = "failed: ";

/** A function that the model has called, in the thread: running, then what came of it. */
export class ToolCall {
  /** @type {HTMLElement} */
  element;
  #state;
  #result;

  /** @param {Call} call */
  constructor({ name, args, turn, sequence }) {
    this.element = fromTemplate("tool-template");
    Object.assign(this.element.dataset, { role: "tool", turn: `${turn}`, sequence: `${sequence}`, tool: name });
    inside(this.element, ".tool-name", HTMLElement).textContent = spoken(name);
    this.#state = inside(this.element, ".tool-state", HTMLElement);
    this.#result = inside(this.element, ".tool-result", HTMLElement);
    this.#listArguments(Object.entries(args));
    this.#is("running");
  }

  /** Of a call in the words of the record: `set_timer(seconds=5) → The timer is set.` @param {Shown} shown @returns {ToolCall} */
  static recalled({ turn, sequence, text }) {
    const [, name = text, , outcome = ""] = /^(\w+)(\(.*?\))?(?: → (.*))?$/s.exec(text) ?? [];
    const call = new ToolCall({ id: "", name, args: {}, turn, sequence, runs: "server" });
    call.#recall(outcome);
    return call;
  }

  /** @param {ToolResult} result */
  came({ result, error, final }) {
    if (final) this.#is(error ? "failed" : "done");
    this.#result.textContent = error || inWords(result);
    this.#result.hidden = false;
  }

  cancelled() {
    this.#is("cancelled");
  }

  /** Whoever ran it is gone, perhaps. */
  left() {
    if (this.element.dataset.state === "running") this.#is("left");
  }

  /** With the talk every function ends. */
  over() {
    if (this.element.dataset.state === "running") this.#is("ended");
  }

  /** @param {string} outcome in words; "" for none so far */
  #recall(outcome) {
    const ends = /** @type {const} */ (["cancelled", "ended"]).find((state) => TOOL_STATE[state] === outcome);
    if (!outcome) return this.#is("left");
    if (ends) return this.#is(ends);
    const error = outcome.startsWith(FAILED) ? outcome.slice(FAILED.length) : "";
    this.#is(error ? "failed" : "done");
    this.#result.textContent = error || outcome;
    this.#result.hidden = false;
  }

  /** @param {keyof typeof TOOL_STATE} state */
  #is(state) {
    this.element.dataset.state = state;
    this.#state.textContent = TOOL_STATE[state];
  }

  /** @param {Array<[string, unknown]>} entries */
  #listArguments(entries) {
    const details = inside(this.element, "details", HTMLDetailsElement);
    const list = inside(details, "dl", HTMLElement);
    details.hidden = entries.length === 0;
    for (const [name, value] of entries) {
      const [term, description] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = spoken(name);
      description.textContent = inWords(value);
      list.append(term, description);
    }
  }
}

/** `set_timer` -> `Set timer`. @param {string} name */
function spoken(name) {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {unknown} value @returns {string} */
function inWords(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
