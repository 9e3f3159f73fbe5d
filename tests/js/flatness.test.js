import assert from "node:assert/strict";
import { test } from "node:test";
import { Flatness } from "../../static/js/capture/flatness.js";

test("five seconds of zeros are told once, and so is the microphone's return", () => {
  const flatness = new Flatness();
  const told = [0, 2_500, 4_999, 5_000, 6_000].map((now) => flatness.add(0, now));
  assert.deepEqual(told, [null, null, null, "flat", null]);
  assert.deepEqual([flatness.add(0.01, 6_100), flatness.add(0.01, 6_200)], ["back", null]);
});

test("a microphone that has been heard may give zeros for longer", () => {
  const flatness = new Flatness();
  flatness.add(0.01, 0);
  const told = [100, 20_000, 30_099, 30_100].map((now) => flatness.add(0, now));
  assert.deepEqual(told, [null, null, null, "flat"]);
});

test("a quiet room is not flat", () => {
  const flatness = new Flatness();
  for (let now = 0; now < 20_000; now += 66) assert.equal(flatness.add(0.00005, now), null);
});
