import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { FakeSocket } from "./fake-socket.js";

/** @import { Relay as RelayType } from "../../static/js/socket/relay.js" */

class FakeCanvas {
  getContext() {
    return { drawImage() {} };
  }

  async convertToBlob() {
    return new Blob([new Uint8Array([0xff, 0xd8])]);
  }
}

/** @type {FakeSocket[]} */
let sockets = [];

class CountedSocket extends FakeSocket {
  constructor() {
    super();
    sockets.push(this);
  }
}
Object.assign(globalThis, { WebSocket: CountedSocket, OffscreenCanvas: FakeCanvas });

const { Relay } = await import("../../static/js/socket/relay.js");

/** A port whose other end is the test. */
class Port {
  onmessage = (/** @type {{ data: any }} */ _event) => {};
  /** @type {any[]} */ posted = [];

  /** @param {any} message */
  postMessage(message) {
    this.posted.push(message);
  }
}

/** A relay between a server and a page, both of them the test. */
class Scene {
  /** @type {any[]} */ told = [];
  capture = new Port();
  playback = new Port();
  /** @type {RelayType} */ relay;
  #n = 1_000_000;
  #spoken = 0;

  /** @param {object} [greeting] */
  constructor(greeting = { hello: { ticket: "T" } }) {
    const start = { kind: "start", url: "ws://server/ws/chat/", greeting, playback: this.playback };
    this.relay = new Relay(/** @type {any} */ (start), (message) => this.told.push(message));
    this.relay.listenTo(/** @type {any} */ (this.capture));
    this.relay.start();
  }

  get socket() {
    return /** @type {FakeSocket} */ (sockets.at(-1));
  }

  /** @param {string} type @param {object} [fields] */
  tell(type, fields = {}) {
    this.#n += 1;
    this.socket.tell(type, this.#n, fields);
  }

  /** @param {object} [fields] */
  ready(fields = {}) {
    this.tell("ready", { conversation: "c", token: "t", limits: {}, modality: "AUDIO", resumed: false, microphone: null, ...fields });
  }

  begin() {
    this.socket.onopen();
    this.ready();
  }

  /** The connection is lost and made again, as far as `resume`. */
  lose() {
    const before = sockets.length;
    this.socket.lose();
    while (sockets.length === before) pass(125);
    this.socket.onopen();
  }

  /** Another server goes on. @param {object[]} utterances */
  takeOver(utterances) {
    this.#n += 1_000_000;
    this.tell("snapshot", { utterances });
    this.ready({ resumed: true });
  }

  /** @param {number} chunks of 20 ms */
  speak(chunks) {
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      this.capture.onmessage({ data: { pcm: new ArrayBuffer(640), capturedMs: 20 * this.#spoken++, gap: false } });
    }
  }

  /** @param {number} turn @param {number} samples */
  play(turn, samples, ended = false) {
    this.playback.onmessage({ data: { turn, samples, ended, flushed: false } });
  }

  /** @param {string} text @param {object} [fields] */
  caption(text, fields = {}) {
    this.tell("caption", { role: "model", turn: 1, sequence: 2, text, final: false, at_sample: 0, ref: "", ...fields });
  }

  /** The details of the events of this name that the page was told. @param {string} name */
  events(name) {
    return this.told.filter((message) => message.kind === "event" && message.name === name).map(({ detail }) => detail);
  }

  /** Of typed words: id and code of what went wrong, "" for nothing. */
  said() {
    return this.told.filter(({ kind }) => kind === "said").map(({ id, trouble }) => [id, trouble?.code ?? ""]);
  }
}

let now = 0;

/** @param {number} ms */
function pass(ms) {
  for (let left = ms; left > 0; left -= 125) {
    now += 125;
    mock.timers.tick(125);
  }
}

beforeEach(() => {
  sockets = [];
  mock.restoreAll();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  mock.method(performance, "now", () => now);
});

/** @param {number} from @param {number} to both included */
function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

test("what is said before the server is ready is sent once it is", () => {
  const scene = new Scene();
  scene.socket.onopen();
  scene.speak(150);
  pass(250);
  assert.equal(scene.socket.frames.length, 0);
  scene.ready();
  assert.deepEqual(scene.socket.sequences(), range(1, 100));
  pass(250);
  assert.deepEqual(scene.events("slow"), []);
});

test("microphone audio that was on its way goes again after a loss, then what was said meanwhile, then typed words", async () => {
  const scene = new Scene();
  scene.begin();
  scene.speak(10);
  scene.tell("ack", { microphone: 4, frame: 0, dropped_ms: 0 });
  await scene.relay.say({ kind: "say", id: "early", text: "Before.", shot: null });
  scene.lose();
  scene.speak(5);
  await scene.relay.say({ kind: "say", id: "late", text: "Meanwhile.", shot: null });
  assert.deepEqual(scene.socket.types(), ["resume"]);
  scene.ready({ resumed: true, microphone: 7 });
  assert.deepEqual(scene.socket.sequences(), range(8, 15));
  assert.deepEqual(scene.socket.all("text").map(({ id }) => id), ["early", "late"]);
});

test("typed words are settled by the caption that brings them back, and sent no more", async () => {
  const scene = new Scene();
  scene.begin();
  await scene.relay.say({ kind: "say", id: "a", text: "Hello.", shot: null });
  assert.deepEqual(scene.said(), []);
  scene.caption("Hello.", { role: "user", sequence: 1, final: true, ref: "a" });
  assert.deepEqual(scene.said(), [["a", ""]]);
  scene.lose();
  scene.ready({ resumed: true, microphone: 0 });
  assert.deepEqual(scene.socket.all("text"), []);
});

test("typed words that are refused are so in words, once", async () => {
  const scene = new Scene();
  scene.begin();
  await scene.relay.say({ kind: "say", id: "a", text: "Hello.", shot: null });
  scene.tell("error", { code: "too_fast", message: "Wait.", retry: true, fatal: false, ref: "a" });
  assert.deepEqual(scene.said(), [["a", "too_fast"]]);
  assert.deepEqual(scene.events("error"), []);
});

test("typed words that never got through come back when the talk is over", async () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  await scene.relay.say({ kind: "say", id: "a", text: "Hello.", shot: null });
  scene.socket.tell("error", 1, { code: "resume_refused", message: "No.", retry: false, fatal: true });
  scene.socket.lose(4400);
  await scene.relay.say({ kind: "say", id: "b", text: "Too late.", shot: null });
  assert.deepEqual(scene.said(), [["a", "not_connected"], ["b", "not_connected"]]);
});

test("words that another server knows are not waited for any more", async () => {
  const scene = new Scene();
  scene.begin();
  await scene.relay.say({ kind: "say", id: "a", text: "Known.", shot: null });
  scene.lose();
  scene.takeOver([{ sequence: 1, turn: 1, role: "user", text: "Known.", typed: true, interrupted: false, heard_chars: 6 }]);
  assert.deepEqual(scene.socket.all("text").map(({ id }) => id), ["a"]);
  scene.caption("", { role: "user", sequence: 1, final: true, ref: "a" });
  assert.deepEqual(scene.said(), [["a", ""]]);
});

test("the picture that words speak of goes with them again", async () => {
  const scene = new Scene();
  scene.begin();
  const picture = /** @type {any} */ ({ width: 4, height: 4, close() {} });
  await scene.relay.say({ kind: "say", id: "a", text: "What is this?", shot: { source: "upload", picture } });
  assert.equal(scene.socket.all("text")[0].after_frame, 1);
  scene.lose();
  scene.ready({ resumed: true, microphone: 0 });
  assert.equal(scene.socket.frames.filter((frame) => new Uint8Array(frame)[0] === 2).length, 1);
  assert.equal(scene.socket.all("text")[0].after_frame, 2);
});

test("what a function gave is told again, and a server that has it is not complained of", () => {
  const scene = new Scene();
  scene.begin();
  scene.tell("tool_call", { id: "call-1", name: "set_theme", args: {}, turn: 1, sequence: 4, runs: "browser" });
  scene.relay.toolResult({ kind: "tool-result", id: "call-1", result: "dark", error: "" });
  scene.lose();
  scene.ready({ resumed: true, microphone: 0 });
  assert.deepEqual(scene.socket.all("tool_result"), [{ type: "tool_result", id: "call-1", result: "dark" }]);
  scene.tell("error", { code: "unknown_call", message: "No.", retry: false, fatal: false, ref: "call-1" });
  assert.deepEqual(scene.events("error"), []);
  scene.relay.toolResult({ kind: "tool-result", id: "call-9", result: 1, error: "" });
  scene.tell("error", { code: "unknown_call", message: "No.", retry: false, fatal: false, ref: "call-9" });
  assert.deepEqual(scene.events("error").map(({ code }) => code), ["unknown_call"]);
});

test("what a function gave to a server that is gone is not told to another, whose calls have the same ids", () => {
  const scene = new Scene();
  scene.begin();
  scene.relay.toolResult({ kind: "tool-result", id: "call-1", result: "dark", error: "" });
  scene.lose();
  scene.takeOver([]);
  assert.deepEqual(scene.socket.all("tool_result"), []);
});

test("speech that had come is not heard twice, and what is new goes on where it was", () => {
  const scene = new Scene();
  scene.begin();
  scene.tell("turn", { turn: 1, complete: false });
  scene.socket.speak(1, 0, [0, 1, 2, 3]);
  scene.play(1, 2);
  scene.lose();
  assert.deepEqual(scene.socket.sent[0].played, { 1: 2 });
  scene.socket.speak(1, 2, [2, 3, 4]);
  scene.ready({ resumed: true, microphone: 0 });
  scene.socket.speak(1, 5, [5]);
  scene.socket.speak(1, 6, []);
  const heard = scene.playback.posted.map(({ offset, pcm, end }) => (end ? "end" : [offset, ...pcm]));
  assert.deepEqual(heard, [[0, 0, 1, 2, 3], [4, 4], [5, 5], "end"]);
});

test("a turn that has begun is named even where nothing of it has been heard", () => {
  const scene = new Scene();
  scene.begin();
  scene.tell("turn", { turn: 1, complete: false });
  scene.lose();
  assert.deepEqual(scene.socket.sent[0].played, { 1: 0 });
  scene.ready({ resumed: true, microphone: 0 });
  scene.socket.speak(1, 0, [0, 1, 2, 3]);
  scene.tell("turn", { turn: 2, complete: false });
  scene.play(1, 2);
  scene.lose();
  assert.deepEqual(scene.socket.sent[0].played, { 1: 2 });
  scene.play(1, 4, true);
  scene.ready({ resumed: true, microphone: 0 });
  scene.lose();
  assert.deepEqual(scene.socket.sent[0].played, { 2: 0 });
});

test("what was heard during the loss is told after it", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.speak(1, 0, [0, 1, 2, 3]);
  scene.lose();
  scene.play(1, 4);
  scene.ready({ resumed: true, microphone: 0 });
  assert.deepEqual(scene.socket.all("played"), [{ type: "played", turn: 1, samples: 4 }]);
});

test("words of an answer wait through a loss; they are shown when they are heard", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.speak(1, 0, [0, 1, 2, 3]);
  scene.caption("One ");
  scene.caption("two.", { at_sample: 50_000 });
  scene.play(1, 4);
  scene.lose();
  pass(5_000);
  assert.deepEqual(scene.events("caption").map(({ text }) => text), ["One "]);
  scene.ready({ resumed: true, microphone: 0 });
  scene.play(1, 50_001);
  assert.deepEqual(scene.events("caption").map(({ text }) => text), ["One ", "two."]);
});

test("of an answer that another server does not go on with the rest is unheard, before the page is told what there is", () => {
  const scene = new Scene();
  scene.begin();
  scene.socket.speak(1, 0, [0, 1, 2, 3]);
  scene.caption("One ");
  scene.caption("two.", { at_sample: 50_000 });
  scene.play(1, 4);
  scene.lose();
  assert.equal(scene.socket.sent[0].sequence, 2);
  scene.takeOver([]);
  assert.deepEqual(scene.events("cut").map(({ unheard }) => unheard), ["two."]);
  const names = scene.told.filter(({ kind }) => kind === "event").map(({ name }) => name);
  assert.ok(names.lastIndexOf("cut") < names.indexOf("snapshot"));
  assert.deepEqual(scene.playback.posted.at(-1), { flush: 1 });
});

test("a microphone that was switched off during the loss is told so, after what was said", () => {
  const scene = new Scene();
  scene.begin();
  scene.lose();
  scene.speak(2);
  scene.relay.microphone(false);
  scene.ready({ resumed: true, microphone: 0 });
  assert.deepEqual(scene.socket.sequences(), [1, 2]);
  assert.deepEqual(scene.socket.all("microphone"), [{ type: "microphone", on: false }]);
});

test("a slow connection is told, and that it is so no more", () => {
  const scene = new Scene();
  scene.begin();
  scene.tell("ack", { microphone: 0, frame: 0, dropped_ms: 40 });
  assert.deepEqual(scene.events("slow"), [{ slow: true }]);
  for (let second = 0; second < 8; second += 1) {
    pass(1_000);
    scene.tell("pong");
  }
  assert.deepEqual(scene.events("slow"), [{ slow: true }, { slow: false }]);
  scene.speak(300);
  pass(250);
  assert.deepEqual(scene.events("slow").at(-1), { slow: true });
  assert.deepEqual(scene.events("error"), []);
});

test("a page that was loaded again is told the talk so far", () => {
  const scene = new Scene({ pass: { conversation: "c", token: "kept" } });
  scene.socket.onopen();
  assert.deepEqual(scene.socket.sent[0], {
    type: "resume", conversation: "c", token: "kept", last_n: 0, played: {}, sequence: 0,
  });
  const said = { sequence: 3, turn: 1, role: "model", text: "Hello.", typed: false, interrupted: false, heard_chars: 6 };
  scene.takeOver([said]);
  assert.deepEqual(scene.events("snapshot"), [{ utterances: [said] }]);
  assert.deepEqual(scene.events("link").map(({ state }) => state), ["live"]);
});
