import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Link } from "../../static/js/socket/link.js";

class FakeSocket extends EventTarget {
  OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  binaryType = "";
  /** @type {Array<Record<string, any>>} */ sent = [];
  /** @type {number | undefined} */ closedWith;
  onopen = () => {};
  onmessage = (/** @type {{ data: unknown }} */ _event) => {};
  onclose = (/** @type {{ code: number }} */ _event) => {};

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
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

  types() {
    return this.sent.map(({ type }) => type);
  }
}

/** A link, its server's ends and what it told. */
class Scene {
  /** @type {FakeSocket[]} */ sockets = [];
  /** @type {string[]} */ states = [];
  /** @type {number[]} */ events = [];
  link = new Link(
    "wss://server/ws/chat/",
    { ticket: "T" },
    {
      state: (state, error) => this.states.push(error ? `${state}:${error.code}` : state),
      event: (event) => this.events.push(event.n),
      media: () => {},
      played: () => ({ 1: 2_400 }),
    },
    () => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return /** @type {WebSocket} */ (/** @type {unknown} */ (socket));
    },
  );

  get socket() {
    return /** @type {FakeSocket} */ (this.sockets.at(-1));
  }

  begin() {
    this.link.start();
    this.socket.onopen();
    this.socket.tell("ready", 1_000_001, { conversation: "c", token: "t" });
  }
}

let now = 0;

/** @param {number} ms */
function pass(ms) {
  for (let left = ms; left > 0; left -= 250) {
    now += 250;
    mock.timers.tick(250);
  }
}

beforeEach(() => {
  mock.restoreAll();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  mock.method(performance, "now", () => now);
});

test("it says hello, and is live with ready", () => {
  const scene = new Scene();
  scene.begin();
  assert.deepEqual(scene.socket.sent[0], { type: "hello", ticket: "T" });
  assert.deepEqual(scene.states, ["connecting", "live"]);
});

test("it pings every two seconds and acknowledges within one", () => {
  const scene = new Scene();
  scene.begin();
  pass(1_250);
  assert.deepEqual(scene.socket.sent.at(-1), { type: "ack", n: 1_000_001 });
  for (let second = 0; second < 10; second += 1) {
    scene.socket.tell("pong", 1_000_002 + second);
    pass(1_000);
  }
  assert.equal(scene.socket.types().filter((type) => type === "ping").length, 5);
});

test("fifty events are acknowledged at once", () => {
  const scene = new Scene();
  scene.begin();
  for (let n = 1_000_002; n <= 1_000_060; n += 1) scene.socket.tell("usage", n);
  assert.ok(scene.socket.types().includes("ack"));
});

test("an event that was seen already is passed over", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.tell("usage", 1_000_002);
  scene.socket.tell("usage", 1_000_002);
  assert.deepEqual(scene.events, [1_000_001, 1_000_002]);
});

test("six seconds of silence are a loss, after which it resumes where it was", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.tell("usage", 1_000_002);
  pass(7_000);
  assert.equal(scene.states.at(-1), "reconnecting");
  pass(1_000);
  assert.equal(scene.sockets.length, 2);
  scene.socket.onopen();
  assert.deepEqual(scene.socket.sent[0], { type: "resume", conversation: "c", token: "t", last_n: 1_000_002, played: { 1: 2_400 } });
  scene.socket.tell("ready", 2_000_001, { conversation: "c", token: "t2" });
  assert.equal(scene.states.at(-1), "live");
});

test("a refused resume ends the conversation in the server's words", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.onclose({ code: 1006 });
  pass(1_000);
  scene.socket.onopen();
  scene.socket.tell("error", 1, { code: "resume_refused", message: "No.", retry: false, fatal: true });
  scene.socket.onclose({ code: 4400 });
  assert.equal(scene.states.at(-1), "ended:resume_refused");
});

test("a server that stays away is given up after a minute", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.onclose({ code: 1006 });
  for (let attempt = 0; attempt < 500 && scene.states.at(-1) === "reconnecting"; attempt += 1) {
    pass(5_250);
    scene.socket.onclose?.({ code: 1006 });
  }
  assert.deepEqual(scene.states, ["connecting", "live", "reconnecting", "ended:connection_lost"]);
});

test("before ready a fatal error is an error, not a loss", () => {
  const scene = new Scene();
  scene.link.start();
  scene.socket.onopen();
  scene.socket.tell("error", 1_000_001, { code: "server_full", message: "Full.", retry: true, fatal: true });
  scene.socket.onclose({ code: 4429 });
  pass(10_000);
  assert.deepEqual(scene.states, ["connecting", "error:server_full"]);
  assert.equal(scene.sockets.length, 1);
});

test("stopping says goodbye, closes with 1000 and stays silent after that", async () => {
  const scene = new Scene();
  scene.begin();
  await scene.link.end();
  assert.equal(scene.socket.types().at(-1), "goodbye");
  assert.equal(scene.socket.closedWith, 1000);
  pass(10_000);
  assert.deepEqual(scene.states, ["connecting", "live", "ended"]);
  assert.equal(scene.link.send("ping"), false);
});
