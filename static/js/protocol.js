/**
 * livechat.v1, the browser's wire, as docs/protocol.md describes it: the mirror of chat/protocol/.
 *
 * Binary frames begin with a little-endian header of eight bytes (u8 type, u8 flags, u16 a, u32 b).
 */

export const SUBPROTOCOL = "livechat.v1";

export const INPUT_SAMPLE_RATE = 16_000;
export const OUTPUT_SAMPLE_RATE = 24_000;
export const BYTES_PER_SAMPLE = 2;

export const MAX_CHUNK_MS = 100;
export const MAX_CHUNK_BYTES = (INPUT_SAMPLE_RATE * BYTES_PER_SAMPLE * MAX_CHUNK_MS) / 1000;
export const MAX_PICTURE_BYTES = 700_000;
export const MAX_CONTROL_BYTES = 65_536;
export const MAX_TEXT_CHARS = 8_000;

export const PICTURE_INTERVAL_MS = 1_000;
export const PING_INTERVAL_MS = 2_000;
export const SILENCE_IS_LOSS_MS = 6_000;
export const PLAYED_INTERVAL_MS = 100;
export const MICROPHONE_BURST_MS = 12_000;

/** The events of generation g are numbered from g times this on. */
export const GENERATION_STRIDE = 1_000_000;

export const HEADER_BYTES = 8;
export const GAP_BEFORE = 0b01;
export const FIRST = 0b01;
export const LAST = 0b10;

export const FrameType = Object.freeze({ MICROPHONE: 0x01, PICTURE: 0x02, SPEECH: 0x81 });
export const PictureSource = Object.freeze({ CAMERA: 0, SCREEN: 1, UPLOAD: 2 });

export const CloseCode = Object.freeze({
  NORMAL: 1000,
  PROTOCOL: 4400,
  LOGIN: 4401,
  FORBIDDEN: 4403,
  SLOW: 4408,
  TOO_LARGE: 4413,
  LIMIT: 4429,
  DRAINING: 4503,
  UPSTREAM: 4504,
});

export const Command = Object.freeze({
  HELLO: "hello",
  RESUME: "resume",
  TEXT: "text",
  ACTIVITY_START: "activity_start",
  ACTIVITY_END: "activity_end",
  MICROPHONE: "microphone",
  CAMERA: "camera",
  INTERRUPT: "interrupt",
  PLAYED: "played",
  ACK: "ack",
  PING: "ping",
  TOOL_RESULT: "tool_result",
  SETTINGS: "settings",
  GOODBYE: "goodbye",
});

export const Event = Object.freeze({
  READY: "ready",
  SNAPSHOT: "snapshot",
  ASSISTANT: "assistant",
  STATE: "state",
  TURN: "turn",
  CAPTION: "caption",
  INTERRUPTED: "interrupted",
  ACK: "ack",
  STORED: "stored",
  USAGE: "usage",
  GO_AWAY: "go_away",
  UPSTREAM: "upstream",
  TOOL_CALL: "tool_call",
  TOOL_RESULT: "tool_result",
  TOOL_CANCELLED: "tool_cancelled",
  SOURCES: "sources",
  ERROR: "error",
  PONG: "pong",
});

/**
 * @param {{ sequence: number, capturedMs: number, gap: boolean, pcm: ArrayBuffer }} chunk PCM16 mono 16 kHz;
 *   `sequence` wraps at 65,536, `gap` tells that audio before it was lost
 * @returns {ArrayBuffer}
 */
export function encodeMicrophone({ sequence, capturedMs, gap, pcm }) {
  return encodeFrame(FrameType.MICROPHONE, gap ? GAP_BEFORE : 0, sequence, capturedMs, pcm);
}

/**
 * @param {{ frame: number, capturedMs: number, source: number, jpeg: ArrayBuffer }} picture `frame` wraps at
 *   65,536, `source` is a PictureSource
 * @returns {ArrayBuffer}
 */
export function encodePicture({ frame, capturedMs, source, jpeg }) {
  return encodeFrame(FrameType.PICTURE, source, frame, capturedMs, jpeg);
}

/**
 * @param {ArrayBuffer} frame
 * @returns {{ turn: number, offset: number, first: boolean, last: boolean, pcm: Int16Array<ArrayBuffer> } | null}
 *   `pcm` is a view of `frame`, `turn` the low 16 bits; null where the frame is not speech
 */
export function decodeSpeech(frame) {
  if (frame.byteLength < HEADER_BYTES || frame.byteLength % BYTES_PER_SAMPLE) return null;
  const header = new DataView(frame, 0, HEADER_BYTES);
  if (header.getUint8(0) !== FrameType.SPEECH) return null;
  const flags = header.getUint8(1);
  return {
    turn: header.getUint16(2, true),
    offset: header.getUint32(4, true),
    first: (flags & FIRST) !== 0,
    last: (flags & LAST) !== 0,
    pcm: new Int16Array(frame, HEADER_BYTES),
  };
}

/**
 * The number near `near` whose low 16 bits are `low16`.
 *
 * @param {number} low16
 * @param {number} near
 */
export function unwrap16(low16, near) {
  const ahead = (low16 - near) & 0xffff;
  return near + (ahead < 0x8000 ? ahead : ahead - 0x10000);
}

/**
 * @param {number} type
 * @param {number} flags
 * @param {number} a
 * @param {number} b
 * @param {ArrayBuffer} body
 */
function encodeFrame(type, flags, a, b, body) {
  const frame = new ArrayBuffer(HEADER_BYTES + body.byteLength);
  const header = new DataView(frame, 0, HEADER_BYTES);
  header.setUint8(0, type);
  header.setUint8(1, flags);
  header.setUint16(2, a & 0xffff, true);
  header.setUint32(4, b >>> 0, true);
  new Uint8Array(frame, HEADER_BYTES).set(new Uint8Array(body));
  return frame;
}
