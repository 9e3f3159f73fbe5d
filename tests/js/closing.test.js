import assert from "node:assert/strict";
import { test } from "node:test";
import { CloseCode } from "../../static/js/protocol.js";
import { judgeClose } from "../../static/js/socket/closing.js";

const FULL = { code: "server_full", message: "Ten people are talking.", retry: true };

test("every close code of livechat's is put into words", () => {
  for (const code of Object.values(CloseCode).filter((each) => each !== CloseCode.NORMAL)) {
    const { next, trouble } = judgeClose(code, null, false);
    assert.equal(next, "error");
    assert.ok(trouble && trouble.message.length > 20);
  }
});

test("a fatal error event tells more than the close code", () => {
  assert.deepEqual(judgeClose(CloseCode.LIMIT, FULL, false), { next: "error", trouble: FULL });
});

test("a conversation that had begun is resumed after a loss, a restart and slowness, and nothing else", () => {
  for (const code of [1001, 1005, 1006, 1011, 1012, CloseCode.SLOW, CloseCode.DRAINING]) {
    assert.equal(judgeClose(code, null, true).next, "resume", `${code}`);
  }
  for (const code of [CloseCode.PROTOCOL, CloseCode.LOGIN, CloseCode.FORBIDDEN, CloseCode.TOO_LARGE, CloseCode.LIMIT, CloseCode.UPSTREAM]) {
    assert.equal(judgeClose(code, null, true).next, "error", `${code}`);
  }
});

test("a server that can't be reached is an error that may pass", () => {
  const { next, trouble } = judgeClose(1006, null, false);
  assert.deepEqual([next, trouble?.code, trouble?.retry], ["error", "connection_failed", true]);
});

test("a normal close ends the conversation", () => {
  assert.deepEqual(judgeClose(CloseCode.NORMAL, null, true), { next: "ended" });
});
