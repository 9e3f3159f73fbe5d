import assert from "node:assert/strict";
import { test } from "node:test";
import { ToneWatch } from "../bench_page/measuring/tone-watch.js";

const RATE = 48_000;
const HZ = 200;
const FADE = (RATE * 5) / 1000;

/** @param {number} seconds @returns {Float32Array} with the fades that the page makes at both ends */
function tone(seconds) {
  const length = seconds * RATE;
  return Float32Array.from({ length }, (_, at) => {
    const gain = Math.min(1, at / FADE, (length - 1 - at) / FADE);
    return 0.37 * gain * Math.sin((2 * Math.PI * HZ * at) / RATE);
  });
}

/** @param {...Float32Array} pieces */
function watched(...pieces) {
  const watch = new ToneWatch(RATE, HZ);
  for (const piece of pieces) watch.add(piece);
  return watch;
}

const silence = new Float32Array(RATE / 100);

test("a whole tone has no glitch, wherever it is cut into pieces", () => {
  const whole = tone(1);
  const { bends, stretches, sounding } = watched(silence, whole.subarray(0, 12_345), whole.subarray(12_345), silence);
  assert.deepEqual([bends, stretches], [0, 1]);
  assert.ok(Math.abs(sounding - RATE) < 10, `${sounding}`);
});

test("a sample left out is one glitch", () => {
  const whole = tone(1);
  // Where it passes through zero, so that it shows.
  assert.equal(watched(silence, whole.subarray(0, 24_000), whole.subarray(24_001)).bends, 1);
});

test("128 samples of silence are one glitch", () => {
  const hole = tone(1).fill(0, 24_060, 24_060 + 128);
  assert.equal(watched(silence, hole).bends, 1);
});

test("sound that fades out and in again is another stretch", () => {
  assert.deepEqual([watched(silence, tone(0.5), silence, tone(0.5)).stretches, watched(tone(0.5), silence, tone(0.5)).bends], [2, 0]);
});

test("silence has no glitch", () => {
  const { bends, stretches, sounding } = watched(silence, silence);
  assert.deepEqual([bends, stretches, sounding], [0, 0, 0]);
});
