import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "../../static/js/socket/backoff.js";

/** @param {() => number} [random] @param {number} [count] */
function first(random, count = 8) {
  const delays = backoff(random);
  return Array.from({ length: count }, () => Math.round(delays.next().value));
}

test("the longest delays double from a quarter of a second to five seconds", () => {
  assert.deepEqual(first(() => 1), [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

test("the shortest are never a busy loop", () => {
  assert.deepEqual(first(() => 0), Array(8).fill(125));
});

test("a thousand who were cut at once come back evenly between an eighth and a quarter of a second", () => {
  const delays = Array.from({ length: 1_000 }, () => first(undefined, 1)[0]);
  for (let from = 125; from < 250; from += 25) {
    const share = delays.filter((delay) => delay >= from && delay < from + 25).length;
    assert.ok(share > 120 && share < 290, `${share} of them within ${from} to ${from + 25} ms`);
  }
  assert.ok(delays.every((delay) => delay >= 125 && delay <= 250));
});
