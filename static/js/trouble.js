/** @import { Trouble } from "./types.d.ts" */

export const UNREACHABLE = "The server can't be reached. Check your internet connection and try again.";

/** A Trouble that can be thrown. */
export class TroubleError extends Error {
  /** @param {string} code @param {string} message in words a person can act on @param {boolean} [retry] the same can succeed later */
  constructor(code, message, retry = true) {
    super(message);
    this.code = code;
    this.retry = retry;
  }
}

/** @param {unknown} problem @returns {Trouble} */
export function toTrouble(problem) {
  if (problem instanceof TroubleError) return { code: problem.code, message: problem.message, retry: problem.retry };
  return { code: "page_failed", message: `Something went wrong in this page: ${problem}. Reload it and try again.`, retry: true };
}

/** @param {unknown} problem @returns {problem is Trouble} */
export function isTrouble(problem) {
  return problem instanceof Object && "code" in problem && "message" in problem && "retry" in problem;
}
