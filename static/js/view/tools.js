/** @import { Conversation } from "../conversation.js" */
/** @import { ToolCall } from "../types.d.ts" */
/** @import { Thread } from "./thread.js" */
/** @import { Appearance } from "./appearance.js" */
import { pageTools } from "../page-tools.js";
import { FAILED } from "./words.js";

/** Shows what the model calls, and does what it calls of the page. */
export class Tools {
  #conversation;
  #thread;
  #functions;

  /** @param {Conversation} conversation @param {Thread} thread @param {Appearance} appearance */
  constructor(conversation, thread, appearance) {
    this.#conversation = conversation;
    this.#thread = thread;
    this.#functions = pageTools(appearance);
    conversation.on("tool_call", (call) => this.#called(call));
    conversation.on("tool_result", (result) => thread.came(result));
    conversation.on("tool_cancelled", (call) => thread.cancelled(call));
    conversation.on("sources", (sources) => thread.restsOn(sources));
    conversation.on("link", ({ state }) => {
      if (state === "ended" || state === "error") thread.over();
    });
  }

  /** What the page can do, for the server to offer to the model. */
  get names() {
    return Object.keys(this.#functions);
  }

  /** @param {ToolCall} call */
  #called(call) {
    this.#thread.called(call);
    if (call.runs !== "browser") return;
    try {
      this.#conversation.answer(call.id, this.#functions[call.name](call.args));
    } catch (problem) {
      this.#conversation.answer(call.id, null, problem instanceof Error ? problem.message : FAILED);
    }
  }
}
