import { TroubleError } from "../trouble.js";

/** @type {Record<"microphone" | "camera" | "screen", Record<string, [code: string, message: string]>>} */
const WORDS = {
  microphone: {
    NotAllowedError: [
      "permission_denied",
      "This page may not use the microphone. Allow it in the address bar or in your system's settings, then try again.",
    ],
    NotFoundError: ["no_microphone", "There is no microphone. Plug one in and try again, or go on by typing."],
    NotReadableError: ["microphone_busy", "Another program is using the microphone. Close it and try again."],
  },
  camera: {
    NotAllowedError: [
      "camera_denied",
      "This page may not use the camera. Allow it in the address bar or in your system's settings, then try again.",
    ],
    NotFoundError: ["no_camera", "There is no camera. Plug one in and try again."],
    NotReadableError: ["camera_busy", "Another program is using the camera. Close it and try again."],
  },
  screen: {
    NotAllowedError: ["cancelled", "The screen is not being shared."],
    NotFoundError: ["no_screen", "There is nothing to share."],
    NotReadableError: ["screen_unreadable", "Your system does not let the browser see the screen. Allow it in its settings."],
  },
};

/**
 * Why a device could not be had. Anything that is not the browser's refusal is returned as it is.
 *
 * @param {"microphone" | "camera" | "screen"} device
 * @param {unknown} problem as getUserMedia or getDisplayMedia rejected
 */
export function deviceError(device, problem) {
  if (!(problem instanceof DOMException)) return problem;
  const words = WORDS[device][problem.name] ?? [`${device}_failed`, `The ${device} could not be started: ${problem.message}`];
  return new TroubleError(...words);
}

/** Throws a TroubleError where devices can't be had at all. @param {"getUserMedia" | "getDisplayMedia"} method */
export function requireDevices(method) {
  if (!isSecureContext) {
    throw new TroubleError(
      "insecure_context",
      "Browsers give no microphone or camera to a page without encryption. Open it by https:// or as localhost.",
      false,
    );
  }
  if (typeof navigator.mediaDevices?.[method] !== "function") {
    throw new TroubleError("unsupported_browser", "This browser can't do that. Use a current Chrome, Firefox or Safari.", false);
  }
}
