import assert from "node:assert/strict";
import { test } from "node:test";
import { Uplink } from "../../static/js/socket/uplink.js";

const CHUNK_MS = 20;

class Wire {
  /** @type {Array<{ sequence: number, gap: boolean, first: number }>} */ sent = [];
  /** Chunks and control messages, in order. @type {Array<number | string>} */ order = [];
  waitingBytes = 0;
  uplink = new Uplink(this);
  #spoken = 0;

  /** @param {ArrayBuffer} frame */
  sendMedia(frame) {
    const header = new DataView(frame);
    const sequence = header.getUint16(2, true);
    this.sent.push({ sequence, gap: header.getUint8(1) === 1, first: header.getInt16(8, true) });
    this.order.push(sequence);
  }

  /** @param {string} type */
  send(type) {
    this.order.push(type);
  }

  /** @param {number} chunks each beginning with its own number */
  speak(chunks) {
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const pcm = new Int16Array(320);
      pcm[0] = this.#spoken++;
      this.uplink.put({ pcm: pcm.buffer, capturedMs: 0, gap: false });
    }
  }

  /** What has been sent since the last call. */
  news() {
    return this.order.splice(0);
  }

  /** A server that acknowledges all that comes, until nothing more does. */
  acknowledgeAll() {
    for (let before = -1; before !== this.sent.length; ) {
      before = this.sent.length;
      this.uplink.acknowledge(this.sent.at(-1)?.sequence ?? 0);
    }
  }
}

/** @param {number} from @param {number} to both included */
function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

test("audio goes straight up in sequence while it is acknowledged", () => {
  const wire = new Wire();
  wire.uplink.open();
  for (let chunk = 1; chunk <= 500; chunk += 1) {
    wire.speak(1);
    if (chunk % 10 === 0) wire.uplink.acknowledge(chunk);
  }
  assert.deepEqual(wire.order, range(1, 500));
  assert.equal(wire.uplink.droppedMs, 0);
});

test("without acknowledgements 2 s go up and 2 s wait; the oldest beyond that is dropped, counted and told", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.speak(250);
  assert.equal(wire.sent.length, 100);
  assert.equal(wire.uplink.droppedMs, 50 * CHUNK_MS);
  wire.uplink.acknowledge(100);
  assert.deepEqual(wire.sent[100], { sequence: 101, gap: true, first: 150 });
  assert.equal(wire.sent[101].gap, false);
  assert.equal(wire.sent.length, 200);
});

test("audio waits while the socket is full", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.waitingBytes = 1_000_000;
  wire.speak(5);
  assert.equal(wire.sent.length, 0);
  wire.waitingBytes = 0;
  wire.speak(1);
  assert.equal(wire.sent.length, 6);
});

test("the sequence wraps and so do acknowledgements", () => {
  const wire = new Wire();
  wire.uplink.open();
  for (let chunk = 1; chunk <= 65_600; chunk += 1) {
    wire.speak(1);
    wire.uplink.acknowledge(chunk & 0xffff);
  }
  assert.equal(wire.sent.length, 65_600);
  assert.equal(wire.sent.at(-1)?.sequence, 65_600 & 0xffff);
});

test("an acknowledgement of nothing sent is passed over", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.speak(100);
  wire.uplink.acknowledge(0);
  wire.speak(1);
  assert.equal(wire.sent.length, 100);
});

test("what the server has not taken goes up again after a loss, before what was said meanwhile", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.speak(10);
  wire.uplink.acknowledge(4);
  wire.uplink.close();
  wire.speak(3);
  wire.news();
  wire.uplink.open(7);
  assert.deepEqual(wire.news(), range(8, 13));
  assert.deepEqual(wire.sent.slice(-6).map(({ first }) => first), range(7, 12));
});

test("a server that does not know what came is sent all that was not acknowledged", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.speak(10);
  wire.uplink.acknowledge(4);
  wire.uplink.close();
  wire.news();
  wire.uplink.open(null);
  assert.deepEqual(wire.news(), range(5, 10));
});

test("a server that had taken nothing, and says 0, is sent all of it", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.speak(3);
  wire.uplink.close();
  wire.news();
  wire.uplink.open(0);
  assert.deepEqual(wire.news(), [1, 2, 3]);
});

test("across the wrap as well", () => {
  const wire = new Wire();
  wire.uplink.open();
  for (let chunk = 1; chunk <= 65_534; chunk += 1) {
    wire.speak(1);
    wire.uplink.acknowledge(chunk);
  }
  wire.speak(4);
  wire.uplink.close();
  wire.news();
  wire.uplink.open(65_535);
  assert.deepEqual(wire.news(), [0, 1, 2]);
});

test("during a loss ten seconds wait, and all of them go up after it", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.uplink.close();
  wire.speak(500);
  wire.uplink.open(0);
  wire.speak(20);
  wire.acknowledgeAll();
  assert.equal(wire.uplink.droppedMs, 0);
  assert.deepEqual(wire.sent.map(({ first }) => first), range(0, 519));
});

test("what is said for longer loses its beginning, counted and told", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.uplink.close();
  wire.speak(520);
  assert.equal(wire.uplink.droppedMs, 20 * CHUNK_MS);
  wire.uplink.open(0);
  assert.deepEqual(wire.sent[0], { sequence: 1, gap: true, first: 20 });
});

test("once what gathered has gone, 2 s wait again", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.uplink.close();
  wire.speak(500);
  wire.uplink.open();
  wire.acknowledgeAll();
  wire.speak(250);
  assert.equal(wire.uplink.droppedMs, 50 * CHUNK_MS);
});

test("the end of what was said stays behind it, however long that waits", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.uplink.close();
  wire.speak(120);
  wire.uplink.end();
  wire.uplink.open();
  assert.deepEqual(wire.news(), range(1, 100));
  wire.uplink.acknowledge(50);
  assert.deepEqual(wire.news(), [...range(101, 120), "microphone"]);
});

test("an activity keeps its beginning and its end, also of what is sent again", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.uplink.activity(true);
  wire.speak(2);
  wire.uplink.activity(false);
  assert.deepEqual(wire.news(), ["activity_start", 1, 2, "activity_end"]);
  wire.uplink.close();
  wire.uplink.open(1);
  assert.deepEqual(wire.news(), ["activity_start", 2, "activity_end"]);
  wire.uplink.acknowledge(2);
  wire.uplink.activity(true);
  wire.speak(1);
  wire.uplink.close();
  wire.news();
  wire.uplink.open(2);
  assert.deepEqual(wire.news(), ["activity_start", "activity_end", "activity_start", 3]);
});

test("who is speaking still is so to another server", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.uplink.activity(true);
  wire.speak(2);
  wire.uplink.acknowledge(2);
  wire.uplink.close();
  wire.news();
  wire.speak(1);
  wire.uplink.open(null);
  assert.deepEqual(wire.news(), ["activity_start", 3]);
});

test("what has to come after the audio does", () => {
  const wire = new Wire();
  wire.speak(99);
  wire.uplink.then(() => wire.order.push("after"));
  wire.speak(1);
  wire.uplink.open();
  assert.deepEqual(wire.news(), [...range(1, 99), "after", 100]);
});

test("a server that says nothing of what it has is given one chunk more each half second", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.speak(150);
  for (const now of [0, 400, 499]) wire.uplink.tick(now);
  assert.equal(wire.sent.length, 100);
  wire.uplink.tick(500);
  wire.uplink.tick(900);
  assert.equal(wire.sent.length, 101);
  wire.uplink.tick(1_000);
  assert.equal(wire.sent.length, 102);
  wire.uplink.acknowledge(102);
  assert.equal(wire.sent.length, 150);
  wire.uplink.tick(9_000);
  assert.equal(wire.sent.length, 150);
});
