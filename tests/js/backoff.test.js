import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "../../static/js/socket/backoff.js";

test("the longest delays double from a quarter of a second to five seconds, and end after a minute", () => {
  const delays = [...backoff(() => 1)];
  assert.deepEqual(delays.slice(0, 6), [250, 500, 1_000, 2_000, 4_000, 5_000]);
  const total = delays.reduce((sum, delay) => sum + delay, 0);
  assert.ok(total >= 60_000 && total < 65_000);
});

test("the jitter is full, but never a busy loop", () => {
  assert.ok([...backoff(() => 0)].every((delay) => delay === 125));
  assert.ok([...backoff()].every((delay) => delay >= 125 && delay <= 5_000));
});
