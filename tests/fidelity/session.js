/**
 * One session of the official SDK's, told what to do by lines of JSON: the first says where to connect and how, each
 * later one calls a method. It writes what the SDK hands over: messages and the close. The end of the input ends it.
 */
import { createInterface } from "node:readline";
import { GoogleGenAI } from "@google/genai";

/** @import { GoogleGenAIOptions, LiveConnectConfig, LiveServerMessage } from "@google/genai" */

/** @param {object} fields */
function tell(fields) {
  process.stdout.write(`${JSON.stringify(fields)}\n`);
}

/**
 * The SDK's accessors complain of parts of the other kind.
 *
 * @param {LiveServerMessage} message
 */
function tellMessage(message) {
  const parts = message.serverContent?.modelTurn?.parts ?? [];
  const text = parts.some((part) => part.text !== undefined) ? message.text : undefined;
  const data = parts.some((part) => part.inlineData) ? message.data : undefined;
  tell({ message, text, data });
}

/**
 * Where the service closes instead of answering the setup, the SDK's `connect` never settles.
 *
 * @param {{ client: GoogleGenAIOptions, model: string, config: LiveConnectConfig }} where
 * @returns {Promise<Record<string, Function> | undefined>} its methods; none where it was closed
 */
function connect({ client, model, config }) {
  const { live } = new GoogleGenAI(client);
  return new Promise((resolve, reject) => {
    const onclose = (/** @type {CloseEvent} */ { code, reason }) => {
      tell({ closed: { code, reason } });
      resolve(undefined);
    };
    const onerror = (/** @type {ErrorEvent} */ { message }) => reject(new Error(message));
    const callbacks = { onmessage: tellMessage, onerror, onclose };
    live.connect({ model, config, callbacks }).then(
      (session) => resolve(/** @type {Record<string, Function>} */ (/** @type {unknown} */ (session))),
      reject,
    );
  });
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const session = await connect(JSON.parse((await lines.next()).value));
for await (const line of lines) {
  const { method, arguments: parameters } = JSON.parse(line);
  session?.[method](parameters);
}
session?.close();
