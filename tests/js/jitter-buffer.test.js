import assert from "node:assert/strict";
import { test } from "node:test";
import { JitterBuffer } from "../../static/js/audio/jitter-buffer.js";
import { largestStep, rootMeanSquare, sine, toPcm16 } from "./signals.js";

const RATE = 24_000;
const MS = RATE / 1000;
const QUANTUM = 64;

/** @param {JitterBuffer} buffer @param {number} ms */
function play(buffer, ms) {
  const output = new Float32Array(Math.ceil((ms * MS) / QUANTUM) * QUANTUM);
  for (let start = 0; start < output.length; start += QUANTUM) buffer.read(output.subarray(start), QUANTUM);
  return output;
}

/** @param {number} ms @param {number} [frequency] */
function tone(ms, frequency = 200) {
  return toPcm16(sine(frequency, RATE, ms / 1000, 0.37));
}

const isSilent = (/** @type {Float32Array} */ samples) => samples.every((sample) => sample === 0);

test("nothing plays before 60 ms have come", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(59));
  assert.ok(isSilent(play(buffer, 100)));
  buffer.write(1, 59 * MS, tone(1));
  assert.ok(!isSilent(play(buffer, 30)));
});

test("a reply shorter than the prebuffer plays once its end is known", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(30));
  buffer.end(1, 30 * MS);
  assert.ok(!isSilent(play(buffer, 40)));
  assert.deepEqual([buffer.turn, buffer.samples, buffer.ended, buffer.underruns], [1, 720, true, 0]);
});

test("all samples of a reply are counted", () => {
  const buffer = new JitterBuffer();
  for (let ms = 0; ms < 1_000; ms += 40) buffer.write(1, ms * MS, tone(40));
  buffer.end(1, RATE);
  play(buffer, 500);
  assert.ok(Math.abs(buffer.samples - 500 * MS) < QUANTUM);
  play(buffer, 520);
  assert.deepEqual([buffer.turn, buffer.samples, buffer.ended], [1, RATE, true]);
});

test("a flush fades within 12 ms without a click", () => {
  for (let offset = 0; offset < 10; offset += 1) {
    const buffer = new JitterBuffer();
    buffer.write(1, 0, tone(1_000));
    const before = play(buffer, 200 + offset);
    buffer.flush(1);
    const after = play(buffer, 50);
    const heard = Float32Array.from([...before, ...after]);
    assert.ok(largestStep(heard) <= 0.03, `step ${largestStep(heard)}`);
    assert.ok(isSilent(after.subarray(12 * MS + 1)));
    assert.ok(!isSilent(after.subarray(0, 10 * MS)));
  }
});

test("a flush shortly before the end of the speech makes no click either", () => {
  for (const left of [1, 3, 5, 8, 12]) {
    const buffer = new JitterBuffer();
    buffer.write(1, 0, tone(200));
    const before = play(buffer, 200 - left);
    buffer.flush(1);
    assert.ok(largestStep(Float32Array.from([...before, ...play(buffer, 50)])) <= 0.03, `${left} ms left`);
  }
});

test("speech of a flushed turn that comes later is dropped", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(200));
  play(buffer, 100);
  buffer.flush(1);
  buffer.write(1, 200 * MS, tone(500));
  buffer.end(1, 700 * MS);
  assert.ok(isSilent(play(buffer, 600).subarray(13 * MS)));
});

test("a new turn that comes during the fade is heard whole", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(1_000));
  play(buffer, 100);
  buffer.flush(1);
  play(buffer, 5);
  buffer.write(2, 0, tone(300, 300));
  buffer.end(2, 300 * MS);
  const heard = play(buffer, 330);
  assert.ok(Math.abs(rootMeanSquare(heard.subarray(50 * MS, 250 * MS)) - 0.37 * Math.SQRT1_2) < 0.005);
  assert.deepEqual([buffer.turn, buffer.samples, buffer.ended], [2, 300 * MS, true]);
});

test("a flush while nothing sounds drops what waits at once", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(40));
  buffer.flush(1);
  buffer.write(2, 0, tone(60));
  play(buffer, 30);
  assert.equal(buffer.turn, 2);
});

test("running dry fades out and in again, and awaits 20 ms more each time up to 200", () => {
  const buffer = new JitterBuffer();
  let offset = 0;
  for (let underrun = 1; underrun <= 9; underrun += 1) {
    const prebuffer = Math.min(200, 60 + 20 * (underrun - 1));
    buffer.write(1, offset, tone(prebuffer));
    offset += prebuffer * MS;
    const heard = play(buffer, 300);
    assert.equal(buffer.underruns, underrun);
    assert.ok(largestStep(heard) <= 0.03);
  }
});

test("a turn that follows at once does not hide the end of the one before", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(100));
  buffer.end(1, 100 * MS);
  buffer.write(2, 0, tone(100));
  const seen = new Set();
  for (let quantum = 0; quantum < 60; quantum += 1) {
    buffer.read(new Float32Array(QUANTUM), QUANTUM);
    if (buffer.ended) seen.add(`${buffer.turn}:${buffer.samples}`);
  }
  assert.ok(seen.has(`1:${100 * MS}`));
  assert.equal(buffer.turn, 2);
});

test("the end of one reply does not let the next play without its prebuffer", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(100));
  buffer.end(1, 100 * MS);
  play(buffer, 200);
  buffer.write(2, 0, tone(40));
  assert.ok(isSilent(play(buffer, 60)));
});

test("after samples that are missing the count follows the offset", () => {
  const buffer = new JitterBuffer();
  buffer.write(1, 0, tone(100));
  buffer.write(1, 500 * MS, tone(100));
  buffer.end(1, 600 * MS);
  play(buffer, 300);
  assert.equal(buffer.samples, 600 * MS);
});

test("speech beyond eight seconds is left out and counted", () => {
  const buffer = new JitterBuffer();
  for (let second = 0; second < 9; second += 1) buffer.write(1, second * RATE, tone(1_000));
  assert.equal(buffer.overflowed, RATE);
});
