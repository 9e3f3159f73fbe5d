import assert from "node:assert/strict";
import { test } from "node:test";
import { CaptionGate } from "../../static/js/socket/caption-gate.js";

const SECOND = 24_000;

/** What a gate has told, in words. */
class Page {
  shown = "";
  unheard = "";
  finished = 0;
  noSound = 0;
  gate = new CaptionGate(
    ({ text, final }) => {
      this.shown += text;
      if (final) this.finished += 1;
    },
    ({ unheard }) => (this.unheard += unheard),
    () => (this.noSound += 1),
  );

  /** @param {string} text @param {number} atSample @param {{ turn?: number, final?: boolean, now?: number, role?: "user" | "model" }} [options] */
  caption(text, atSample, { turn = 1, final = false, now = 0, role = "model" } = {}) {
    this.gate.add({ role, turn, sequence: turn * 2, text, final, at_sample: atSample, ref: "" }, now);
  }

  /** @param {number} samples @param {{ turn?: number, ended?: boolean, flushed?: boolean, now?: number }} [options] */
  played(samples, { turn = 1, ended = false, flushed = false, now = 0 } = {}) {
    this.gate.played({ turn, samples, ended, flushed }, now);
  }
}

test("words are shown when their speech begins to be heard", () => {
  const page = new Page();
  page.caption("one ", 0);
  page.caption("two ", SECOND);
  page.caption("", 2 * SECOND, { final: true });
  assert.equal(page.shown, "");
  page.played(1);
  assert.equal(page.shown, "one ");
  page.played(SECOND);
  assert.equal(page.shown, "one ");
  page.played(SECOND + 1);
  assert.equal(page.shown, "one two ");
  assert.equal(page.finished, 0);
  page.played(2 * SECOND);
  assert.equal(page.finished, 1);
});

test("words that come after the last of the speech are shown at its end", () => {
  const page = new Page();
  page.caption("late", SECOND);
  page.played(SECOND);
  assert.equal(page.shown, "");
  page.played(SECOND, { ended: true });
  assert.equal(page.shown, "late");
});

test("the person's words are shown at once", () => {
  const page = new Page();
  page.caption("hello", 0, { role: "user", final: true });
  assert.equal(page.shown, "hello");
});

test("words that are not spoken are shown at once", () => {
  const page = new Page();
  page.gate.silent = true;
  page.caption("typed", 0);
  assert.equal(page.shown, "typed");
});

test("of an interrupted reply the rest is unheard, also what comes later", () => {
  const page = new Page();
  page.caption("one ", 0);
  page.caption("two ", SECOND);
  page.caption("three ", 2 * SECOND);
  page.played(100);
  page.gate.interrupt(1, 0);
  page.caption("", 3 * SECOND, { final: true });
  assert.equal(page.unheard, "");
  page.played(SECOND + 10, { flushed: true });
  page.caption("four", 3 * SECOND);
  assert.deepEqual([page.shown, page.unheard, page.finished], ["one two ", "three four", 1]);
});

test("where the playback says nothing an interruption cuts all the same", () => {
  const page = new Page();
  page.caption("one", 0);
  page.gate.interrupt(1, 1_000);
  page.gate.tick(1_100);
  assert.equal(page.unheard, "");
  page.gate.tick(1_200);
  assert.equal(page.unheard, "one");
});

test("without any playback words go by the wall clock after a second, and the person is told once", () => {
  const page = new Page();
  page.gate.arrived(1, SECOND, 0);
  page.gate.arrived(1, 2 * SECOND, 100);
  page.caption("one ", 0, { now: 100 });
  page.caption("two ", SECOND, { now: 100 });
  page.gate.tick(900);
  assert.deepEqual([page.shown, page.noSound], ["", 0]);
  page.gate.tick(1_101);
  assert.deepEqual([page.shown, page.noSound], ["one ", 1]);
  page.gate.tick(2_000);
  assert.equal(page.shown, "one ");
  page.gate.tick(2_102);
  assert.deepEqual([page.shown, page.noSound], ["one two ", 1]);
});

test("a long silence before a reply is no missing sound", () => {
  const page = new Page();
  page.gate.arrived(1, SECOND, 0);
  page.played(SECOND, { ended: true, now: 1_100 });
  page.gate.arrived(2, SECOND, 60_000);
  page.gate.tick(60_100);
  page.played(2_400, { turn: 2, now: 60_200 });
  page.gate.tick(60_300);
  assert.equal(page.noSound, 0);
});

test("speech of an interrupted turn that was never to be heard is no missing sound", () => {
  const page = new Page();
  page.gate.arrived(1, 2 * SECOND, 0);
  page.played(SECOND, { now: 1_000 });
  page.gate.interrupt(1, 1_100);
  page.played(SECOND, { flushed: true, now: 1_101 });
  page.gate.tick(9_000);
  assert.equal(page.noSound, 0);
});

test("while no speech can come the clock stands: nothing counts as heard", () => {
  const page = new Page();
  page.gate.arrived(1, SECOND, 0);
  page.caption("one ", 0);
  page.caption("two ", SECOND);
  page.played(SECOND, { now: 900 });
  page.gate.wait();
  page.gate.tick(30_000);
  assert.deepEqual([page.shown, page.noSound], ["one ", 0]);
  page.gate.goOn(30_000);
  page.gate.tick(30_900);
  assert.equal(page.shown, "one ");
  page.played(SECOND + 1, { now: 30_950 });
  assert.equal(page.shown, "one two ");
});

test("of an answer that is not gone on with the rest is unheard", () => {
  const page = new Page();
  page.caption("one ", 0);
  page.caption("two ", SECOND);
  page.caption("typed", 0, { role: "user", turn: 2 });
  page.played(100);
  page.gate.abandon();
  assert.deepEqual([page.shown, page.unheard], ["typedone ", "two "]);
  page.caption("three", 0, { turn: 3 });
  page.played(1, { turn: 3 });
  assert.equal(page.shown, "typedone three");
});
