import assert from "node:assert/strict";
import { test } from "node:test";
import { Seam } from "../../static/js/socket/seam.js";

/** @param {number} turn @param {number} offset @param {number} count samples, each its own offset; 0: the last frame */
function frame(turn, offset, count) {
  return { turn, offset, pcm: Int16Array.from({ length: count }, (_, index) => offset + index), last: count === 0 };
}

/** @param {Seam} seam @param {ReturnType<typeof frame>} speech */
function heard(seam, speech) {
  const passed = seam.pass(speech);
  return passed && [passed.turn, passed.offset, ...passed.pcm];
}

test("speech that comes once passes as it is", () => {
  const seam = new Seam();
  const speech = frame(1, 0, 4);
  assert.equal(seam.pass(speech), speech);
  assert.deepEqual(heard(seam, frame(1, 4, 2)), [1, 4, 4, 5]);
});

test("what comes again is passed over, to the sample", () => {
  const seam = new Seam();
  seam.pass(frame(1, 0, 4));
  seam.pass(frame(1, 4, 4));
  assert.equal(heard(seam, frame(1, 2, 2)), null);
  assert.deepEqual(heard(seam, frame(1, 4, 6)), [1, 8, 8, 9]);
  assert.deepEqual(heard(seam, frame(1, 10, 1)), [1, 10, 10]);
});

test("an end comes once, and so does what came before it", () => {
  const seam = new Seam();
  seam.pass(frame(1, 0, 4));
  assert.deepEqual(heard(seam, frame(1, 4, 0)), [1, 4]);
  assert.equal(heard(seam, frame(1, 0, 4)), null);
  assert.equal(heard(seam, frame(1, 4, 0)), null);
  assert.deepEqual(heard(seam, frame(2, 0, 1)), [2, 0, 0]);
  assert.equal(heard(seam, frame(1, 2, 2)), null);
});

test("what is missing stays missing", () => {
  const seam = new Seam();
  seam.pass(frame(1, 0, 4));
  assert.deepEqual(heard(seam, frame(1, 6, 1)), [1, 6, 6]);
});
