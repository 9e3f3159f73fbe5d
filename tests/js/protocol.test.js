import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeSpeech, encodeMicrophone, unwrap16 } from "../../static/js/protocol.js";

test("a frame that is not speech is not decoded", () => {
  assert.equal(decodeSpeech(new ArrayBuffer(4)), null);
  assert.equal(decodeSpeech(encodeMicrophone({ sequence: 1, capturedMs: 0, gap: false, pcm: new ArrayBuffer(4) })), null);
  const odd = new Uint8Array(9);
  odd[0] = 0x81;
  assert.equal(decodeSpeech(odd.buffer), null);
});

test("turns go on past 65,535", () => {
  assert.equal(unwrap16(0, 65_535), 65_536);
  assert.equal(unwrap16(65_535, 65_537), 65_535);
  assert.equal(unwrap16(7, 5), 7);
});
