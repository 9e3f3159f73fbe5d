import assert from "node:assert/strict";
import { test } from "node:test";
import { Uplink } from "../../static/js/socket/uplink.js";

const CHUNK_MS = 20;

class Wire {
  /** @type {Array<{ sequence: number, gap: boolean, first: number }>} */ sent = [];
  waitingBytes = 0;
  uplink = new Uplink(
    (frame) => {
      const header = new DataView(frame);
      this.sent.push({ sequence: header.getUint16(2, true), gap: header.getUint8(1) === 1, first: header.getInt16(8, true) });
    },
    () => this.waitingBytes,
  );
  #spoken = 0;

  /** @param {number} chunks each beginning with its own number */
  speak(chunks) {
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const pcm = new Int16Array(320);
      pcm[0] = this.#spoken++;
      this.uplink.put({ pcm: pcm.buffer, capturedMs: 0, gap: false });
    }
  }
}

test("audio goes straight up in sequence while it is acknowledged", () => {
  const wire = new Wire();
  wire.uplink.open();
  for (let chunk = 1; chunk <= 500; chunk += 1) {
    wire.speak(1);
    if (chunk % 10 === 0) wire.uplink.acknowledge(chunk);
  }
  assert.deepEqual(wire.sent.map(({ sequence }) => sequence), Array.from({ length: 500 }, (_, index) => index + 1));
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

test("what was said during a loss goes up after it, at most 2 s", () => {
  const wire = new Wire();
  wire.uplink.open();
  wire.speak(3);
  wire.uplink.close();
  wire.speak(120);
  wire.uplink.open();
  assert.equal(wire.sent.length, 103);
  assert.deepEqual(wire.sent[3], { sequence: 4, gap: true, first: 23 });
});
