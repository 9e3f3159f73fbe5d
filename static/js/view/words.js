/** @import { AgentState, LinkState, UsageLine } from "../types.d.ts" */

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

export const TOOL_STATE = Object.freeze({
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
  ended: "ended with the talk",
  left: "no result yet",
});

export const MICROPHONE_OFF = "Your microphone is off";
export const MICROPHONE_FLAT = "We can’t hear you. Is the right microphone chosen, and is it switched on?";

export const SLOW = "The connection is slow: some of what you say is lost.";
export const NOT_HEARD = "not heard";
export const CUT_OFF = "cut off";
export const WAITING = "You, not sent yet";

export const KEPT = "What is said is kept.";
export const NOT_KEPT = "Nothing said is kept.";

export const LOOK = "Look at this picture.";
export const YOUR_PICTURE = "The picture you sent";
export const NO_PICTURE = "That is no picture this browser can open. Try a JPEG or PNG.";
export const PICTURE_TOO_BIG = "That file is too big: a picture may have up to 40 MB.";

export const HOLD = "Hold to talk";
export const LET_GO = "Listening. Let go to send";
export const PRESS_AGAIN = "Listening. Press again to send";
export const HOLD_TO_BE_HEARD = "Hold the button to talk";

export const COST_UNKNOWN = "Cost unknown";
export const UNKNOWN = "unknown";

/** @type {Record<UsageLine["direction"], string>} */
export const DIRECTION = {
  input: "Input",
  output: "Output",
  thoughts: "Thoughts",
  tool_use: "Tools",
};

/** @type {Record<string, string>} */
export const MODALITY = {
  TEXT: "text",
  AUDIO: "audio",
  IMAGE: "picture",
  VIDEO: "video",
  UNSPECIFIED: "other",
};

export const ENDED_TITLE = "The talk has ended";
export const ENDED_KEPT = "Its transcript is kept, and the operators of this server can read it.";
export const ENDED_NOT_KEPT = "Nothing of what was said has been kept.";
export const ERROR_TITLE = "That didn’t work";
export const LOST_TITLE = "The talk was cut off";
export const ELSEWHERE_TITLE = "The talk goes on elsewhere";

export const VOICE_HEAR = "Hear the voice";
export const VOICE_WAIT = "One moment";
export const VOICE_STOP = "Stop";
export const VOICE_FAILED = "The voice can’t be played just now. Try again in a moment.";

export const START_AGAIN = "Start again";
export const TRY_AGAIN = "Try again";

export const FAILED = "Something went wrong. Try again in a moment.";
