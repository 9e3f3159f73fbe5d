import { Relay } from "./relay.js";

/** @import { PageMessage } from "../types.d.ts" */

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** @type {Relay | null} */
let relay = null;

scope.onmessage = (/** @type {MessageEvent<PageMessage>} */ { data }) => {
  switch (data.kind) {
    case "start":
      relay = new Relay(data, (message) => scope.postMessage(message));
      return relay.start();
    case "capture":
      return relay?.listenTo(data.port);
    case "microphone":
      return relay?.microphone(data.on);
    case "activity":
      return relay?.activity(data.on);
    case "interrupt":
      return relay?.interrupt();
    case "settings":
      return relay?.settings(data.assistant);
    case "tool-result":
      return relay?.toolResult(data);
    case "source":
      return relay?.source(data.source, data.on);
    case "picture":
      return relay?.picture(data.source, data.picture);
    case "say":
      return void relay?.say(data);
    case "hurry":
      return relay?.hurry();
    case "stop":
      return void relay?.stop();
  }
};

scope.addEventListener("online", () => relay?.hurry());
