import { deviceError, requireDevices } from "./device-errors.js";

/** Never a sample rate: Chromium would switch all processing off, Firefox refuse the stream. */
const CONSTRAINTS = Object.freeze({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: 1,
});

/**
 * Asks for the microphone. Throws TroubleError.
 *
 * @param {() => void} onLost it was unplugged or taken away
 * @returns {Promise<MediaStream>}
 */
export async function openMicrophone(onLost) {
  requireDevices("getUserMedia");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: CONSTRAINTS });
    stream.getAudioTracks()[0].addEventListener("ended", onLost);
    return stream;
  } catch (problem) {
    throw deviceError("microphone", problem);
  }
}

/** Releases the device. @param {MediaStream | null} stream */
export function release(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
