import assert from "node:assert/strict";
import { test } from "node:test";
import { Orb } from "../../static/js/view/orb.js";

/** An orb, and all that was set of its element. */
function watchedOrb() {
  /** @type {string[]} */
  const set = [];
  const style = { setProperty: (/** @type {string} */ name, /** @type {string} */ value) => set.push(`${name} ${value}`) };
  return { orb: new Orb(/** @type {any} */ ({ style })), set };
}

test("each side's level is shown once it has changed enough to be seen", () => {
  const { orb, set } = watchedOrb();
  orb.show({ microphone: 0.5, speaker: 0.25 });
  orb.show({ microphone: 0.504, speaker: 0.75 });
  assert.deepEqual(set, ["--microphone 0.50", "--speaker 0.25", "--speaker 0.75"]);
});

test("silence is shown once", () => {
  const { orb, set } = watchedOrb();
  orb.show({ microphone: 0, speaker: 0.005 });
  orb.show({ microphone: 0, speaker: 0.01 });
  orb.show({ microphone: 0, speaker: 0 });
  orb.rest();
  assert.deepEqual(set, ["--speaker 0.01", "--speaker 0.00"]);
});

test("a level is at most 1", () => {
  const { orb, set } = watchedOrb();
  orb.show({ microphone: 7, speaker: -1 });
  assert.deepEqual(set, ["--microphone 1.00"]);
});
