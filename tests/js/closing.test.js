import assert from "node:assert/strict";
import { test } from "node:test";
import { CloseCode } from "../../static/js/protocol.js";
import { judgeClose } from "../../static/js/socket/closing.js";

/** @param {string} code */
const trouble = (code) => ({ code, message: "In words.", retry: true });
const FULL = trouble("server_full");

test("every close code of livechat's is put into words", () => {
  for (const code of Object.values(CloseCode).filter((each) => each !== CloseCode.NORMAL)) {
    const { next, trouble } = judgeClose(code, null, "new");
    assert.equal(next, "error");
    assert.ok(trouble && trouble.message.length > 20);
  }
});

test("a fatal error event tells more than the close code", () => {
  assert.deepEqual(judgeClose(CloseCode.LIMIT, FULL, "new"), { next: "error", trouble: FULL });
});

test("a conversation that had begun is resumed after a loss, a restart and slowness, and nothing else", () => {
  for (const code of [1001, 1005, 1006, 1011, 1012, CloseCode.SLOW, CloseCode.DRAINING]) {
    assert.equal(judgeClose(code, null, "begun").next, "resume", `${code}`);
    assert.equal(judgeClose(code, null, "returning").next, "resume", `${code}`);
  }
  for (const code of [CloseCode.PROTOCOL, CloseCode.LOGIN, CloseCode.FORBIDDEN, CloseCode.TOO_LARGE, CloseCode.LIMIT, CloseCode.UPSTREAM]) {
    assert.equal(judgeClose(code, null, "begun").next, "error", `${code}`);
  }
});

test("an error says the same where its close was lost on the way", () => {
  for (const code of ["draining", "silent", "too_slow"]) {
    assert.equal(judgeClose(1006, trouble(code), "begun").next, "resume", code);
  }
  assert.deepEqual(judgeClose(1006, trouble("quota"), "begun"), { next: "error", trouble: trouble("quota") });
});

test("a database that is away, or a full server, is waited for on the way back only", () => {
  for (const code of ["storage_unavailable", "server_full"]) {
    assert.equal(judgeClose(CloseCode.UPSTREAM, trouble(code), "returning").next, "resume", code);
    assert.equal(judgeClose(CloseCode.UPSTREAM, trouble(code), "begun").next, "error", code);
  }
});

test("who was taken over by another window, or refused, does not come back", () => {
  assert.equal(judgeClose(CloseCode.FORBIDDEN, trouble("resumed_elsewhere"), "begun").next, "error");
  assert.equal(judgeClose(CloseCode.PROTOCOL, trouble("resume_refused"), "returning").next, "error");
});

test("a server that can't be reached is an error that may pass", () => {
  const { next, trouble } = judgeClose(1006, null, "new");
  assert.deepEqual([next, trouble?.code, trouble?.retry], ["error", "connection_failed", true]);
});

test("a normal close ends the conversation", () => {
  assert.deepEqual(judgeClose(CloseCode.NORMAL, null, "begun"), { next: "ended" });
});
