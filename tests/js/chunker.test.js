import assert from "node:assert/strict";
import { test } from "node:test";
import { Chunker } from "../../static/js/audio/chunker.js";
import { sine } from "./signals.js";

/** @param {boolean} givesBack */
function record(givesBack) {
  /** @type {Array<{ bytes: number, capturedMs: number, gap: boolean, pcm: Int16Array }>} */
  const chunks = [];
  const chunker = new Chunker(({ pcm, capturedMs, gap }) => {
    chunks.push({ bytes: pcm.byteLength, capturedMs, gap, pcm: new Int16Array(pcm.slice(0)) });
    if (givesBack) chunker.giveBack(pcm);
  });
  return { chunker, chunks };
}

test("chunks are 20 ms of PCM16 with their time of capture", () => {
  const { chunker, chunks } = record(true);
  const samples = sine(440, 16_000, 1, 0.5);
  for (let start = 0; start < samples.length; start += 43) {
    const part = samples.subarray(start, start + 43);
    chunker.add(part, part.length);
  }
  assert.equal(chunks.length, 50);
  assert.ok(chunks.every((chunk, index) => chunk.bytes === 640 && chunk.capturedMs === index * 20 && !chunk.gap));
  assert.equal(chunks[1].pcm[5], Math.round(samples[325] * 32767));
});

test("what is too loud is clipped, not wrapped", () => {
  const { chunker, chunks } = record(true);
  chunker.add(new Float32Array(320).fill(1.5), 320);
  assert.equal(chunks[0].pcm[0], 32767);
});

test("when no buffer comes back audio is left out, and the next chunk tells of the gap", () => {
  const { chunker, chunks } = record(false);
  chunker.add(new Float32Array(320 * 70), 320 * 70);
  assert.equal(chunks.length, 64);
  chunker.giveBack(new ArrayBuffer(640));
  chunker.add(new Float32Array(320), 320);
  assert.deepEqual([chunks.length, chunks[64].gap, chunks[64].capturedMs], [65, true, 70 * 20]);
});
