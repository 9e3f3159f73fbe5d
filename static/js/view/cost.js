/** @import { Usage, UsageLine } from "../types.d.ts" */
import { element, fromTemplate, inside } from "./dom.js";
import { COST_UNKNOWN, DIRECTION, MODALITY, UNKNOWN } from "./words.js";

const FINEST = 0.0001;

/** What the talk has taken and cost so far: a quiet figure that nothing reads out, and a table behind it. */
export class Cost {
  #open = element("cost-open", HTMLButtonElement);
  #figure = element("cost-figure", HTMLElement);
  #dialog = element("cost", HTMLDialogElement);
  #lines = element("cost-lines", HTMLTableSectionElement);
  #turn = element("cost-turn", HTMLTableRowElement);
  #total = element("cost-total", HTMLTableRowElement);
  #unknown = element("cost-unknown", HTMLElement);

  constructor() {
    this.#open.addEventListener("click", () => this.#dialog.showModal());
  }

  clear() {
    this.#open.hidden = true;
    this.#dialog.close();
  }

  /** @param {Usage} usage */
  show(usage) {
    const total = money(usage.total_cost, usage.currency);
    const cost = usage.total_cost === null ? COST_UNKNOWN : total;
    this.#figure.textContent = `${cost}, ${count(tokens(usage.totals))} tokens`;
    this.#open.hidden = false;
    this.#unknown.hidden = usage.total_cost !== null;
    this.#lines.replaceChildren(...usage.totals.map((line) => row(line, usage.currency)));
    fill(this.#turn, [count(usage.total_tokens), money(usage.cost, usage.currency)]);
    fill(this.#total, [count(tokens(usage.totals)), total]);
  }
}

/** @param {UsageLine} line @param {string} currency */
function row(line, currency) {
  const copy = fromTemplate("cost-line-template");
  inside(copy, "th", HTMLElement).textContent = DIRECTION[line.direction];
  const modality = MODALITY[line.modality] ?? line.modality.toLowerCase();
  fill(copy, [modality, count(line.tokens), money(line.cost, currency)]);
  return copy;
}

/** @param {HTMLElement} row @param {string[]} words of its cells */
function fill(row, words) {
  row.querySelectorAll("td").forEach((cell, index) => (cell.textContent = words[index] ?? ""));
}

/** @param {UsageLine[]} lines */
function tokens(lines) {
  return lines.reduce((sum, line) => sum + line.tokens, 0);
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("en");
}

/** @param {string | null} amount a decimal number, null where it is not known @param {string} currency */
function money(amount, currency) {
  if (amount === null) return UNKNOWN;
  const value = Number(amount);
  const digits = value >= 1 || value === 0 ? 2 : 4;
  const shown = Math.max(value, value > 0 ? FINEST : 0);
  const words = shown.toLocaleString("en", {
    style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  return value > 0 && value < FINEST ? `under ${words}` : words;
}
