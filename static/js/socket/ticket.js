import { TroubleError, UNREACHABLE } from "../trouble.js";

const REFUSED = "The server gave no ticket to talk. Reload this page and try again.";

/**
 * The single-use ticket that `hello` carries. Throws TroubleError.
 *
 * @param {string} url of the same origin
 * @param {string} csrfToken
 * @returns {Promise<string>}
 */
export async function requestTicket(url, csrfToken) {
  const response = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken } }).catch(() => null);
  if (!response) throw new TroubleError("connection_failed", UNREACHABLE);
  const answer = await response.json().catch(() => ({}));
  if (response.ok && typeof answer.ticket === "string") return answer.ticket;
  const { code = "ticket_refused", message = REFUSED } = answer.error ?? {};
  throw new TroubleError(code, message, response.status !== 401);
}
