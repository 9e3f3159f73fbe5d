// A machine whose microphone is plugged in with `globalThis.microphone = true`.
const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (constraints) =>
  constraints.audio && !globalThis.microphone
    ? Promise.reject(new DOMException("Requested device not found", "NotFoundError"))
    : get(constraints);
