import assert from "node:assert/strict";
import { test } from "node:test";
import { Resampler } from "../../static/js/audio/resampler.js";
import { decibel, residualDb, resample, rootMeanSquare, sine } from "./signals.js";

for (const rate of [44_100, 48_000, 96_000]) {
  test(`a tone of 9 kHz leaves no alias in ${rate} -> 16000`, () => {
    const left = resample(sine(9_000, rate, 1), rate, 16_000).subarray(2_000, 14_000);
    assert.ok(decibel(rootMeanSquare(left) / Math.SQRT1_2) < -94);
  });

  test(`a tone of 7 kHz keeps its level and 99 dB to noise in 24000 -> ${rate}`, () => {
    const out = resample(sine(7_000, 24_000, 1), 24_000, rate);
    assert.ok(residualDb(out.subarray(2_000, 2_000 + rate / 2), 7_000, rate) < -99);
  });

  test(`speech frequencies pass ${rate} -> 16000 unchanged`, () => {
    for (const frequency of [100, 1_000, 3_000, 6_000]) {
      const out = resample(sine(frequency, rate, 1), rate, 16_000).subarray(2_000, 10_000);
      assert.ok(Math.abs(decibel(rootMeanSquare(out) / Math.SQRT1_2)) < 0.05, `${frequency} Hz`);
    }
  });
}

test("the source asked for makes exactly the output wanted, quantum after quantum", () => {
  for (const rate of [16_000, 22_050, 24_000, 44_100, 48_000]) {
    const resampler = new Resampler(24_000, rate);
    const output = new Float32Array(128);
    let taken = 0;
    for (let quantum = 0; quantum < 1_000; quantum += 1) {
      const count = resampler.sourceFor(128);
      assert.equal(resampler.process(new Float32Array(count), count, output), 128);
      taken += count;
    }
    assert.ok(Math.abs(taken - (128_000 * 24_000) / rate) <= 1);
  }
});

test("an impulse comes out after the delay told", () => {
  const impulse = new Float32Array(480);
  impulse[100] = 1;
  const resampler = new Resampler(24_000, 48_000);
  const output = new Float32Array(960);
  resampler.process(impulse, impulse.length, output);
  const peak = output.indexOf(Math.max(...output));
  assert.ok(Math.abs(peak / 2 - 100 - resampler.delaySamples) <= 1);
});
