import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Link } from "../../static/js/socket/link.js";
import { FakeSocket } from "./fake-socket.js";

/** @import { Greeting } from "../../static/js/socket/link.js" */

/** A link, its server's ends and what it told. */
class Scene {
  /** @type {FakeSocket[]} */ sockets = [];
  /** @type {string[]} */ states = [];
  /** @type {number[]} */ events = [];
  link;

  /** @param {Greeting} [greeting] */
  constructor(greeting = { hello: { ticket: "T" } }) {
    const handlers = {
      state: (/** @type {string} */ state, /** @type {{ code: string } | undefined} */ error) =>
        void this.states.push(error ? `${state}:${error.code}` : state),
      event: (/** @type {{ n: number }} */ event) => void this.events.push(event.n),
      media: () => {},
      seen: () => ({ played: { 1: 2_400 }, sequence: 7 }),
    };
    this.link = new Link("wss://server/ws/chat/", greeting, handlers, () => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return /** @type {WebSocket} */ (/** @type {unknown} */ (socket));
    });
  }

  get socket() {
    return /** @type {FakeSocket} */ (this.sockets.at(-1));
  }

  begin() {
    this.link.start();
    this.socket.onopen();
    this.socket.tell("ready", 1_000_001, { conversation: "c", token: "t" });
  }

  /** Loses the connection; the next one opens. @param {number} [code] */
  lose(code) {
    const before = this.sockets.length;
    this.socket.lose(code);
    while (this.sockets.length === before) pass(250);
    this.socket.onopen();
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
  assert.deepEqual(scene.socket.sent[0], {
    type: "resume", conversation: "c", token: "t", last_n: 1_000_002, played: { 1: 2_400 }, sequence: 7,
  });
  scene.socket.tell("ready", 2_000_001, { conversation: "c", token: "t2" });
  assert.equal(scene.states.at(-1), "live");
});

test("every kind of loss is come back from within a quarter of a second", () => {
  for (const code of [1001, 1005, 1006, 1011, 1012, 4408, 4503]) {
    const scene = new Scene();
    scene.begin();
    scene.socket.lose(code);
    assert.equal(scene.states.at(-1), "reconnecting", `${code}`);
    pass(250);
    assert.equal(scene.sockets.length, 2, `${code}`);
  }
});

test("nobody comes back at once", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.lose();
  mock.timers.tick(124);
  assert.equal(scene.sockets.length, 1);
});

test("each ready replaces the token, and what was replayed before it counts", () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  scene.socket.tell("caption", 1_000_002);
  scene.socket.tell("ready", 1_000_003, { conversation: "c", token: "second" });
  scene.lose(1012);
  const [resume] = scene.socket.sent;
  assert.deepEqual([resume.token, resume.last_n], ["second", 1_000_003]);
});

test("a loss on the way back, with half of the events, goes on from there with the old token", () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  scene.socket.tell("caption", 1_000_002);
  scene.socket.lose();
  pass(500);
  scene.socket.onopen();
  const [resume] = scene.socket.sent;
  assert.deepEqual([resume.token, resume.last_n], ["t", 1_000_002]);
  assert.deepEqual(scene.states, ["connecting", "live", "reconnecting"]);
});

test("events of another worker, whose numbers jump up, are taken", () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  scene.socket.tell("snapshot", 5_000_001);
  scene.socket.tell("ready", 5_000_002, { conversation: "c", token: "t2" });
  assert.deepEqual(scene.events, [1_000_001, 5_000_001, 5_000_002]);
});

test("a ready that never comes is another try", () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  for (let second = 0; second < 19; second += 1) {
    pass(1_000);
    scene.socket.tell("pong", 1_000_002 + second);
  }
  assert.equal(scene.sockets.length, 2);
  pass(2_000);
  assert.equal(scene.sockets.length, 3);
});

test("a socket that does not open within five seconds is another try", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.lose();
  pass(250);
  assert.equal(scene.sockets.length, 2);
  pass(6_000);
  assert.equal(scene.sockets.length, 3);
});

test("it pings from the greeting on", () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  pass(4_000);
  assert.ok(scene.socket.all("ping").length >= 2);
});

test("a network that is there again is not waited for", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.lose();
  scene.link.hurry();
  assert.equal(scene.sockets.length, 2);
  scene.link.hurry();
  assert.equal(scene.sockets.length, 3, "one that has not opened is given up");
  scene.socket.onopen();
  scene.link.hurry();
  pass(500);
  assert.equal(scene.sockets.length, 3, "one that has opened is not, and nothing else was under way");
});

test("a connection in doubt has three seconds to show that it lives", () => {
  const scene = new Scene();
  scene.begin();
  pass(500);
  scene.link.hurry();
  assert.equal(scene.socket.types().at(-1), "ping");
  scene.socket.tell("pong", 1_000_002);
  pass(4_000);
  assert.equal(scene.states.at(-1), "live");
  scene.link.hurry();
  pass(4_000);
  assert.equal(scene.states.at(-1), "reconnecting");
});

test("a server that closes as soon as it is live is not stormed", () => {
  mock.method(Math, "random", () => 1);
  const scene = new Scene();
  scene.begin();
  const began = now;
  for (let n = 2; n <= 8; n += 1) {
    scene.lose(4503);
    scene.socket.tell("ready", n * 1_000_000, { conversation: "c", token: "t" });
  }
  assert.equal(now - began, 250 + 500 + 1_000 + 2_000 + 4_000 + 5_000 + 5_000);
});

test("a page that was loaded again resumes with the pass it had, and shows nothing yet", () => {
  const scene = new Scene({ pass: { conversation: "c", token: "kept" } });
  scene.link.start();
  scene.socket.onopen();
  const [resume] = scene.socket.sent;
  assert.deepEqual([resume.type, resume.conversation, resume.token, resume.last_n], ["resume", "c", "kept", 0]);
  scene.socket.lose();
  pass(500);
  scene.socket.onopen();
  scene.socket.tell("snapshot", 1_000_050);
  scene.socket.tell("ready", 1_000_051, { conversation: "c", token: "t2" });
  assert.deepEqual(scene.states, ["connecting", "live"]);
});

test("a refused resume ends the conversation in the server's words", () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  scene.socket.tell("error", 1, { code: "resume_refused", message: "No.", retry: false, fatal: true });
  scene.socket.lose(4400);
  pass(10_000);
  assert.equal(scene.states.at(-1), "ended:resume_refused");
  assert.equal(scene.sockets.length, 2);
});

test("a talk that another window goes on with is not fought for", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.tell("error", 1_000_002, { code: "resumed_elsewhere", message: "Elsewhere.", retry: false, fatal: true });
  scene.socket.lose(4403);
  pass(60_000);
  assert.equal(scene.states.at(-1), "error:resumed_elsewhere");
  assert.equal(scene.sockets.length, 1);
});

test("a server that refuses connections while it starts is tried for a minute, and no longer", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.lose();
  const lostAt = now;
  while (scene.states.at(-1) === "reconnecting") {
    pass(250);
    if (scene.socket.closedWith === undefined) scene.socket.lose();
  }
  assert.deepEqual(scene.states, ["connecting", "live", "reconnecting", "ended:connection_lost"]);
  assert.ok(now - lostAt > 54_000 && now - lostAt <= 60_250, `${now - lostAt}`);
  assert.ok(scene.sockets.length > 12);
});

test("before ready a fatal error is an error, not a loss", () => {
  const scene = new Scene();
  scene.link.start();
  scene.socket.onopen();
  scene.socket.tell("error", 1_000_001, { code: "server_full", message: "Full.", retry: true, fatal: true });
  scene.socket.lose(4429);
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
  scene.link.hurry();
  assert.equal(scene.sockets.length, 1);
});
