import assert from "node:assert/strict";
import { test } from "node:test";
import { PictureSlot } from "../../static/js/socket/picture-slot.js";

test("the next picture is due a second later, once the last is acknowledged", () => {
  const slot = new PictureSlot();
  slot.set("camera", true);
  assert.equal(slot.due(0), "camera");
  assert.equal(slot.due(100), null);
  const frame = slot.sent(100);
  assert.equal(slot.due(1_200), null);
  slot.acknowledge(frame);
  assert.equal(slot.due(1_099), null);
  assert.equal(slot.due(1_100), "camera");
});

test("an acknowledgement is awaited for 3 s", () => {
  const slot = new PictureSlot();
  slot.set("camera", true);
  slot.due(0);
  slot.sent(0);
  assert.equal(slot.due(2_999), null);
  assert.equal(slot.due(3_000), "camera");
});

test("camera and screen take turns; nothing is due when both are off", () => {
  const slot = new PictureSlot();
  slot.set("camera", true);
  slot.set("screen", true);
  const taken = [0, 1_000, 2_000, 3_000].map((now) => {
    const source = slot.due(now);
    slot.skip();
    return source;
  });
  assert.deepEqual(taken, ["screen", "camera", "screen", "camera"]);
  slot.set("camera", false);
  slot.set("screen", false);
  assert.equal(slot.due(9_000), null);
});

test("what was under way on a lost connection is not awaited", () => {
  const slot = new PictureSlot();
  slot.set("camera", true);
  slot.due(0);
  slot.sent(0);
  slot.forget();
  assert.equal(slot.due(1_000), "camera");
});
