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
const RESUMABLE = new Set(/** @type {number[]} */ ([CloseCode.SLOW, CloseCode.DRAINING]));

/**
 * What a closed socket means. A fatal error event tells more than the close code that follows it.
 *
 * 1. 1000: the conversation is over, well, or with the error that the server gave.
 * 2. A code of livechat's own: it failed, unless the code says that it can be resumed and it had begun.
 * 3. Any other: the network's; a conversation that had begun is resumed.
 *
 * @param {number} code
 * @param {Trouble | null} told by a fatal error event
 * @param {boolean} begun
 * @returns {{ next: "ended" | "error" | "resume", trouble?: Trouble }}
 */
export function judgeClose(code, told, begun) {
  if (code === CloseCode.NORMAL) return told ? { next: "error", trouble: told } : { next: "ended" };
  const known = TROUBLES[code];
  if (begun && (RESUMABLE.has(code) || (!known && !told))) return { next: "resume" };
  return { next: "error", trouble: told ?? known ?? CONNECTION_FAILED };
}

/** @param {string} code @param {string} message @param {boolean} [retry] @returns {Trouble} */
function trouble(code, message, retry = false) {
  return Object.freeze({ code, message, retry });
}
