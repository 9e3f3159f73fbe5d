/** @import { AgentState, LinkState } from "../types.d.ts" */

/** What the page says by itself; everything else stands in the templates or comes from the server. */

/** @type {Record<LinkState, string>} */
export const LINK = {
  idle: "",
  "asking-permission": "Waiting for your microphone",
  connecting: "Connecting",
  live: "Connected",
  reconnecting: "Reconnecting",
  ended: "Ended",
  error: "Not connected",
};

/** @type {Record<LinkState, string>} */
export const LINK_DETAIL = {
  idle: "",
  "asking-permission": "Allow the microphone in the browser’s question.",
  connecting: "One moment.",
  live: "",
  reconnecting: "The connection was lost. Trying again.",
  ended: "",
  error: "",
};

/** @type {Record<AgentState, string>} */
export const AGENT = {
  listening: "Listening",
  "user-speaking": "Hearing you",
  thinking: "Thinking",
  speaking: "Speaking",
  interrupted: "Interrupted",
};

export const MICROPHONE_OFF = "Your microphone is off";
export const MICROPHONE_FLAT = "We can’t hear you. Is the right microphone chosen, and is it switched on?";

export const KEPT = "What is said is kept.";
export const NOT_KEPT = "Nothing said is kept.";

export const ENDED_TITLE = "The talk has ended";
export const ENDED_KEPT = "Its transcript is kept, and the operators of this server can read it.";
export const ENDED_NOT_KEPT = "Nothing of what was said has been kept.";
export const ERROR_TITLE = "That didn’t work";
export const LOST_TITLE = "The talk was cut off";

export const START_AGAIN = "Start again";
export const TRY_AGAIN = "Try again";

export const FAILED = "Something went wrong. Try again in a moment.";
