import { CloseCode } from "../protocol.js";
import { UNREACHABLE } from "../trouble.js";

/** @import { Trouble } from "../types.d.ts" */

/** @type {Readonly<Record<number, Trouble>>} */
const TROUBLES = Object.freeze({
  [CloseCode.PROTOCOL]: trouble("protocol", "The server did not understand this page. Reload it and try again."),
  [CloseCode.LOGIN]: trouble("login_required", "Please log in to talk."),
  [CloseCode.FORBIDDEN]: trouble("forbidden", "This page may not talk here. Reload it and try again."),
  [CloseCode.SLOW]: trouble("slow_reader", "The connection is too slow to go on. Try again in a better network.", true),
  [CloseCode.TOO_LARGE]: trouble("too_large", "Something this page sent was too large for the server."),
  [CloseCode.LIMIT]: trouble("limit_reached", "The server is full at the moment. Try again in a few minutes.", true),
  [CloseCode.DRAINING]: trouble("draining", "The server is restarting. Try again in a minute.", true),
  [CloseCode.UPSTREAM]: trouble("upstream", "The connection to the model has failed. Try again.", true),
});

const CONNECTION_FAILED = trouble("connection_failed", UNREACHABLE, true);
export const LOST = trouble(
  "connection_lost",
  "The connection was lost and did not come back. You can start a new conversation.",
  true,
);
const RESUMABLE_CLOSES = new Set(/** @type {number[]} */ ([CloseCode.SLOW, CloseCode.DRAINING]));
/** The same of errors, whose close may have been lost on the way. */
const RESUMABLE_ERRORS = new Set(["draining", "silent", "too_slow"]);
/** What keeps a conversation from being resumed only for a while. */
const PASSING_ERRORS = new Set(["server_full", "storage_unavailable"]);

/**
 * What a closed socket means. A fatal error event tells more than the close code that follows it.
 *
 * 1. 1000: the conversation is over, well, or with the error that the server gave.
 * 2. A code or error of livechat's own: it failed, unless that says that it can be resumed and it had begun.
 * 3. Any other: the network's; a conversation that had begun is resumed.
 *
 * @param {number} code
 * @param {Trouble | null} told by a fatal error event
 * @param {"new" | "begun" | "returning"} stage of the conversation
 * @returns {{ next: "ended" | "error" | "resume", trouble?: Trouble }}
 */
export function judgeClose(code, told, stage) {
  if (code === CloseCode.NORMAL) return told ? { next: "error", trouble: told } : { next: "ended" };
  if (stage !== "new" && mayPass(code, told, stage === "returning")) return { next: "resume" };
  return { next: "error", trouble: told ?? TROUBLES[code] ?? CONNECTION_FAILED };
}

/** @param {number} code @param {Trouble | null} told @param {boolean} returning */
function mayPass(code, told, returning) {
  if (told) return RESUMABLE_ERRORS.has(told.code) || (returning && PASSING_ERRORS.has(told.code));
  return RESUMABLE_CLOSES.has(code) || !TROUBLES[code];
}

/** @param {string} code @param {string} message @param {boolean} [retry] @returns {Trouble} */
function trouble(code, message, retry = false) {
  return Object.freeze({ code, message, retry });
}
