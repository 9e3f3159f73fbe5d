import assert from "node:assert/strict";
import { test } from "node:test";
import { Slowness } from "../../static/js/socket/slowness.js";

function scene() {
  /** @type {boolean[]} */ const told = [];
  return { told, slowness: new Slowness((slow) => void told.push(slow)) };
}

test("audio lost here or there is told once, and that it is over", () => {
  const { told, slowness } = scene();
  slowness.here(0, 0);
  slowness.there(0, 0);
  assert.deepEqual(told, []);
  slowness.here(20, 1_000);
  slowness.there(40, 4_000);
  slowness.there(40, 9_000);
  slowness.tick(9_900);
  assert.deepEqual(told, [true]);
  slowness.tick(10_000);
  slowness.tick(20_000);
  assert.deepEqual(told, [true, false]);
  slowness.here(40, 30_000);
  assert.deepEqual(told, [true, false, true]);
});

test("another server begins to count where it likes", () => {
  const { told, slowness } = scene();
  slowness.another();
  slowness.there(5_000, 0);
  assert.deepEqual(told, []);
  slowness.there(5_020, 100);
  assert.deepEqual(told, [true]);
});

test("what was to be dropped is no loss", () => {
  const { told, slowness } = scene();
  slowness.excuse(1_000);
  slowness.here(1_000, 0);
  assert.deepEqual(told, []);
});
