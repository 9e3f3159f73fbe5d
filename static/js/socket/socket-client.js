import { TroubleError } from "../trouble.js";

/**
 * @import { PageMessage, WorkerMessage } from "../types.d.ts"
 * @typedef {Extract<WorkerMessage, { kind: "event" }>} ConversationEventMessage
 */

const FAREWELL_MS = 2_000;

/** The page's end of the worker that owns the socket. */
export class SocketClient {
  #worker = new Worker(new URL("./socket.worker.js", import.meta.url), { type: "module" });
  #handlers;
  /** @type {Map<string, (problem: TroubleError | null) => void>} */ #saying = new Map();
  #stopped = () => {};
  #hurry = () => {
    if (!document.hidden) this.tell({ kind: "hurry" });
  };

  /**
   * @param {object} handlers
   * @param {(message: ConversationEventMessage) => void} handlers.event
   * @param {(source: import("../types.d.ts").PictureSourceName) => void} handlers.pictureWanted
   * @param {() => void} handlers.failed the worker could not be loaded, or broke
   */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = () => handlers.failed();
    document.addEventListener("visibilitychange", this.#hurry);
  }

  /** @param {PageMessage} message @param {Array<Transferable | null>} [transfer] */
  tell(message, transfer = []) {
    this.#worker.postMessage(message, transfer.filter((each) => each !== null));
  }

  /**
   * @param {string} id
   * @param {string} text
   * @param {Extract<PageMessage, { kind: "say" }>["shot"]} shot
   * @returns {Promise<void>} once the server has taken it; rejects with TroubleError
   */
  say(id, text, shot) {
    return new Promise((resolve, reject) => {
      this.#saying.set(id, (problem) => (problem ? reject(problem) : resolve()));
      this.tell({ kind: "say", id, text, shot }, [shot && shot.picture]);
    });
  }

  /** Says goodbye and ends the worker. */
  async stop() {
    document.removeEventListener("visibilitychange", this.#hurry);
    await new Promise((resolve) => {
      this.#stopped = () => resolve(null);
      setTimeout(resolve, FAREWELL_MS);
      this.tell({ kind: "stop" });
    });
    this.#worker.terminate();
    const gone = new TroubleError("not_connected", "The conversation is over.");
    for (const settle of this.#saying.values()) settle(gone);
    this.#saying.clear();
  }

  /** @param {WorkerMessage} message */
  #receive(message) {
    switch (message.kind) {
      case "event":
        return this.#handlers.event(message);
      case "picture-wanted":
        return this.#handlers.pictureWanted(message.source);
      case "said":
        return this.#said(message);
      case "stopped":
        return this.#stopped();
    }
  }

  /** @param {Extract<WorkerMessage, { kind: "said" }>} message */
  #said({ id, trouble }) {
    this.#saying.get(id)?.(trouble && new TroubleError(trouble.code, trouble.message, trouble.retry));
    this.#saying.delete(id);
  }
}
