import assert from "node:assert/strict";
import { test } from "node:test";
import { HeardHistory } from "../../static/js/audio/heard-history.js";

test("what is heard is what had been rendered an output latency ago", () => {
  const history = new HeardHistory();
  for (let frame = 128; frame <= 12_800; frame += 128) history.record(frame, { turn: 1, samples: frame / 2, ended: false });
  history.lookUp(12_800 - 1_920);
  assert.deepEqual([history.turn, history.samples], [1, (12_800 - 1_920) / 2]);
});

test("the end is heard a latency after it was rendered", () => {
  const history = new HeardHistory();
  for (let frame = 128; frame <= 1_280; frame += 128) history.record(frame, { turn: 1, samples: Math.min(frame, 640), ended: frame >= 640 });
  history.lookUp(600);
  assert.equal(history.ended, false);
  history.lookUp(650);
  assert.deepEqual([history.samples, history.ended], [640, true]);
});

test("within a quantum what was heard grows evenly", () => {
  const history = new HeardHistory();
  for (let frame = 128; frame <= 1_280; frame += 128) history.record(frame, { turn: 1, samples: frame / 2, ended: false });
  history.lookUp(1_000);
  assert.deepEqual([history.turn, history.samples], [1, 500]);
});

test("nothing of the next turn is taken for the one before", () => {
  const history = new HeardHistory();
  history.record(128, { turn: 1, samples: 64, ended: true });
  history.record(256, { turn: 2, samples: 32, ended: false });
  history.lookUp(200);
  assert.deepEqual([history.turn, history.samples, history.ended], [1, 64, true]);
});
