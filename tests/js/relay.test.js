import assert from "node:assert/strict";
import { test } from "node:test";

class FakeSocket extends EventTarget {
  static OPEN = 1;
  OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  binaryType = "";
  /** @type {unknown[]} */ sent = [];
  onopen = () => {};
  onmessage = (/** @type {{ data: string }} */ _event) => {};

  constructor() {
    super();
    sockets.push(this);
  }

  /** @param {unknown} message */
  send(message) {
    this.sent.push(message);
  }

  close() {}

  frames() {
    return this.sent.filter((message) => message instanceof ArrayBuffer);
  }
}

class FakeCanvas {
  getContext() {
    return null;
  }
}

/** @type {FakeSocket[]} */
const sockets = [];
Object.assign(globalThis, { WebSocket: FakeSocket, OffscreenCanvas: FakeCanvas });

test("what is said before the server is ready is sent once it is", async () => {
  const { Relay } = await import("../../static/js/socket/relay.js");
  /** @type {any[]} */
  const told = [];
  const start = { kind: "start", url: "ws://server/ws/chat/", hello: { ticket: "T" }, microphoneOn: true, playback: null };
  const relay = new Relay(/** @type {any} */ (start), (message) => told.push(message));
  const port = { onmessage: (/** @type {any} */ _event) => {}, postMessage() {} };
  relay.listenTo(/** @type {any} */ (port));
  relay.start();
  const [socket] = sockets;
  socket.onopen();
  for (let at = 0; at < 150; at++) port.onmessage({ data: { pcm: new ArrayBuffer(640), capturedMs: at * 20, gap: false } });
  assert.equal(socket.frames().length, 0);
  socket.onmessage({ data: JSON.stringify({ type: "ready", n: 1, conversation: "c", token: "t", limits: {} }) });
  assert.equal(socket.frames().length, 100);
  assert.deepEqual(told.filter(({ name }) => name === "notice"), []);
  relay.stop();
});
