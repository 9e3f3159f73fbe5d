import { SocketClient } from "./socket-client.js";

/** @import { LinkState, Pass } from "../types.d.ts" */

const WITHIN_MS = 4_000;
/** It may be said goodbye to, or can't be. */
const SETTLED = new Set(/** @type {LinkState[]} */ (["live", "ended", "error"]));

/**
 * Ends a conversation that nobody is in any more: comes back to it only to say goodbye. Where that can't be done the
 * server ends it by itself, a minute after it was left.
 *
 * @param {string} url
 * @param {Pass} pass
 * @returns {Promise<void>}
 */
export async function farewell(url, pass) {
  /** @type {SocketClient | undefined} */
  let socket;
  await new Promise((resolve) => {
    setTimeout(resolve, WITHIN_MS);
    socket = new SocketClient({
      event: (message) => {
        if (message.name === "link" && SETTLED.has(message.detail.state)) resolve(null);
      },
      pictureWanted: () => {},
      failed: () => resolve(null),
    });
    socket.tell({ kind: "start", url, greeting: { pass }, playback: null });
  });
  await socket?.stop();
}
