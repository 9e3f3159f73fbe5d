/** A WebSocket whose server is the test. */
export class FakeSocket extends EventTarget {
  static OPEN = 1;
  OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  binaryType = "";
  /** Control messages. @type {Array<Record<string, any>>} */ sent = [];
  /** @type {ArrayBuffer[]} */ frames = [];
  /** @type {number | undefined} */ closedWith;
  onopen = () => {};
  onmessage = (/** @type {{ data: unknown }} */ _event) => {};
  /** Null once the page has let go of it. @type {((event: { code: number }) => void) | null} */
  onclose = (_event) => {};

  /** @param {string | ArrayBuffer} message */
  send(message) {
    if (typeof message === "string") this.sent.push(JSON.parse(message));
    else this.frames.push(message);
  }

  /** @param {number} code */
  close(code) {
    this.closedWith = code;
    queueMicrotask(() => this.dispatchEvent(new Event("close")));
  }

  /** @param {string} type @param {number} n @param {object} [fields] */
  tell(type, n, fields = {}) {
    this.onmessage({ data: JSON.stringify({ type, n, ...fields }) });
  }

  /** Speech of a turn. @param {number} turn @param {number} offset @param {number[]} samples none: the turn's last frame */
  speak(turn, offset, samples) {
    const frame = new ArrayBuffer(8 + 2 * samples.length);
    const header = new DataView(frame);
    header.setUint8(0, 0x81);
    header.setUint8(1, samples.length ? 0 : 0b10);
    header.setUint16(2, turn, true);
    header.setUint32(4, offset, true);
    new Int16Array(frame, 8).set(samples);
    this.onmessage({ data: frame });
  }

  /** @param {number} code */
  lose(code = 1006) {
    this.onclose?.({ code });
  }

  types() {
    return this.sent.map(({ type }) => type);
  }

  /** @param {string} type */
  all(type) {
    return this.sent.filter((message) => message.type === type);
  }

  /** Of the microphone chunks that were sent. */
  sequences() {
    return this.frames.filter((frame) => new Uint8Array(frame)[0] === 1).map((frame) => new DataView(frame).getUint16(2, true));
  }
}
