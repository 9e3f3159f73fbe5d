import assert from "node:assert/strict";
import { test } from "node:test";
import { Pending } from "../../static/js/socket/pending.js";

/** @import { Trouble } from "../../static/js/types.d.ts" */

class Scene {
  /** @type {string[]} */ sent = [];
  /** @type {Record<string, Trouble | null>} */ settled = {};
  pending = new Pending(3);

  /** @param {string} id */
  put(id) {
    this.pending.put(id, {
      send: () => void this.sent.push(id),
      settled: (trouble) => void (this.settled[id] = trouble),
    });
  }
}

const REFUSED = { code: "refused", message: "No.", retry: false };

test("what is put before the connection is there goes in order once it is", () => {
  const scene = new Scene();
  scene.put("a");
  scene.put("b");
  assert.deepEqual(scene.sent, []);
  scene.pending.open();
  scene.put("c");
  assert.deepEqual(scene.sent, ["a", "b", "c"]);
});

test("after a loss what was not taken goes again, once", () => {
  const scene = new Scene();
  scene.pending.open();
  scene.put("a");
  scene.put("b");
  scene.pending.settle("a");
  scene.pending.close();
  scene.put("c");
  scene.pending.open();
  scene.pending.open();
  assert.deepEqual(scene.sent, ["a", "b", "b", "c"]);
  assert.deepEqual([scene.pending.wasSentAgain("b"), scene.pending.wasSentAgain("c")], [true, false]);
});

test("each is settled once: taken, refused or given up", () => {
  const scene = new Scene();
  scene.pending.open();
  for (const id of ["a", "b", "c"]) scene.put(id);
  assert.equal(scene.pending.settle("a"), true);
  assert.equal(scene.pending.settle("a", REFUSED), false);
  scene.pending.settle("b", REFUSED);
  scene.pending.giveUp(REFUSED);
  assert.deepEqual(scene.settled, { a: null, b: REFUSED, c: REFUSED });
});

test("beyond what may wait it is told so in words, and the rest stays", () => {
  const scene = new Scene();
  for (const id of ["a", "b", "c", "d"]) scene.put(id);
  assert.equal(scene.settled.d?.code, "too_many_waiting");
  scene.pending.open();
  assert.deepEqual(scene.sent, ["a", "b", "c"]);
});
