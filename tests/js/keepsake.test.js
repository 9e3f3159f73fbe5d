import assert from "node:assert/strict";
import { test } from "node:test";
import { Keepsake } from "../../static/js/keepsake.js";

const TALK = { conversation: "c", token: "secret", kept: true, assistant: "ada", microphone: true };

class FakeStorage {
  /** @type {Map<string, string>} */ items = new Map();

  /** @param {string} key */
  getItem(key) {
    return this.items.get(key) ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    this.items.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.items.delete(key);
  }
}

/** Two loads of a page in one tab. */
class Tab {
  now = 1_000_000;
  storage = new FakeStorage();

  load() {
    return new Keepsake(/** @type {any} */ (this.storage), () => this.now);
  }
}

test("a talk is found after a reload, for what is left of the minute", () => {
  const tab = new Tab();
  tab.load().keep(TALK);
  tab.now += 20_000;
  assert.deepEqual(tab.load().find(), { talk: TALK, forMs: 40_000 });
});

test("the minute begins when it was live last", () => {
  const tab = new Tab();
  const before = tab.load();
  before.keep(TALK);
  tab.now += 300_000;
  before.renew();
  tab.now += 59_000;
  assert.equal(tab.load().find()?.forMs, 1_000);
});

test("after a minute, or where the clock was set back, its secret is gone", () => {
  for (const passed of [60_000, -1]) {
    const tab = new Tab();
    tab.load().keep(TALK);
    tab.now += passed;
    assert.equal(tab.load().find(), null);
    assert.equal(tab.storage.items.size, 0);
  }
});

test("a talk that is over is forgotten, and not renewed", () => {
  const tab = new Tab();
  const keepsake = tab.load();
  keepsake.keep(TALK);
  keepsake.forget();
  keepsake.renew();
  assert.equal(tab.storage.items.size, 0);
  assert.equal(tab.load().find(), null);
});
