import { Command, Event, PING_INTERVAL_MS, SILENCE_IS_LOSS_MS, SUBPROTOCOL } from "../protocol.js";
import { backoff } from "./backoff.js";
import { judgeClose, LOST } from "./closing.js";

/**
 * @import { LinkState, Pass, Trouble } from "../types.d.ts"
 * @typedef {{ type: string, n: number } & Record<string, any>} ServerEvent
 * @typedef {object} LinkHandlers
 * @property {(state: LinkState, error?: Trouble) => void} state
 * @property {(event: ServerEvent) => void} event
 * @property {(frame: ArrayBuffer) => void} media
 * @property {() => { played: Record<string, number>, sequence: number }} seen samples heard by turn, and the last
 *   utterance shown, for a resume
 * @typedef {{ hello: object } | { pass: Pass }} Greeting opens a conversation, or comes back to one
 */

const BEAT_MS = 1_000;
const ACK_EVERY_EVENTS = 50;
/** How long a server may take to answer hello or resume. */
const GREETING_MS = 20_000;
/** How long a socket may take to open while others may be tried: a dead network answers nothing at all. */
const OPENING_MS = 5_000;
/** How soon an answer has to come once the connection is in doubt. */
const DOUBT_MS = 3_000;
/** A connection that has lasted for less may be lost again for the same reason: the delays go on growing. */
const STEADY_MS = 5_000;
/** The server keeps a conversation for so long. */
const GIVE_UP_AFTER_MS = 60_000;
const FAREWELL_MS = 1_000;

const Phase = Object.freeze({ IDLE: 0, GREETING: 1, LIVE: 2, LOST: 3, RESUMING: 4, CLOSED: 5 });

/** One conversation's connection: greets, keeps alive, acknowledges, comes back after a loss, and says why it ended. */
export class Link {
  #url;
  #hello;
  #handlers;
  #open;
  #phase = /** @type {number} */ (Phase.IDLE);
  /** @type {WebSocket | null} */ #socket = null;
  /** What a resume shows: the newest that came. @type {Pass | null} */ #pass = null;
  /** @type {Trouble | null} */ #told = null;
  #lastN = 0;
  /** Events since the last acknowledgement. */
  #unacknowledged = 0;
  #connectedAt = 0;
  #greeted = false;
  #heardAt = 0;
  #pingedAt = 0;
  #doubtedAt = -Infinity;
  #liveAt = 0;
  #lostAt = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #heart;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  #delays = backoff();

  /**
   * @param {string} url
   * @param {Greeting} greeting
   * @param {LinkHandlers} handlers
   * @param {(url: string) => WebSocket} [open]
   */
  constructor(url, greeting, handlers, open = (address) => new WebSocket(address, SUBPROTOCOL)) {
    this.#url = url;
    this.#hello = "hello" in greeting ? greeting.hello : {};
    this.#pass = "pass" in greeting ? greeting.pass : null;
    this.#handlers = handlers;
    this.#open = open;
  }

  get live() {
    return this.#phase === Phase.LIVE;
  }

  /** Bytes that wait in the socket. */
  get waitingBytes() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  start() {
    this.#handlers.state("connecting");
    this.#lostAt = performance.now();
    this.#connect(this.#pass ? Phase.RESUMING : Phase.GREETING);
  }

  /** Returns false, and sends nothing, unless the link is live. @param {string} type @param {object} [fields] */
  send(type, fields = {}) {
    if (!this.live) return false;
    this.#tell(type, fields);
    return true;
  }

  /** @param {ArrayBuffer} frame */
  sendMedia(frame) {
    if (this.live) this.#socket?.send(frame);
  }

  /** The network has changed, or the page been woken: tries again without waiting, and tries what seems to live. */
  hurry() {
    if (this.live) return this.#doubt();
    const stuck = this.#phase === Phase.RESUMING && !this.#greeted;
    if (this.#phase !== Phase.LOST && !stuck) return;
    clearTimeout(this.#retry);
    this.#drop();
    this.#connect(Phase.RESUMING);
  }

  /** Says goodbye; settled once that has gone, or a second later. */
  async end() {
    if (this.#phase === Phase.CLOSED) return;
    const socket = this.#socket;
    const open = socket?.readyState === socket?.OPEN;
    if (open) this.#tell(Command.GOODBYE, {});
    this.#finish("ended");
    if (socket && open) await closing(socket);
  }

  /** @param {number} phase */
  #connect(phase) {
    this.#phase = phase;
    this.#told = null;
    this.#greeted = false;
    this.#connectedAt = this.#heardAt = this.#pingedAt = performance.now();
    const socket = this.#open(this.#url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#greet();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#socket = socket;
    clearInterval(this.#heart);
    this.#heart = setInterval(() => this.#beat(), BEAT_MS);
  }

  #greet() {
    this.#greeted = true;
    if (this.#pass) this.#tell(Command.RESUME, { ...this.#pass, last_n: this.#lastN, ...this.#handlers.seen() });
    else this.#tell(Command.HELLO, this.#hello);
  }

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    this.#heardAt = performance.now();
    if (typeof data !== "string") return this.#handlers.media(data);
    const event = /** @type {ServerEvent} */ (JSON.parse(data));
    // A server that refuses to resume knows nothing of our numbers: its error counts from 1.
    if (event.type === Event.ERROR && event.fatal) {
      this.#told = { code: event.code, message: event.message, retry: event.retry };
      return;
    }
    if (event.n <= this.#lastN) return;
    this.#lastN = event.n;
    this.#unacknowledged += 1;
    if (this.#unacknowledged >= ACK_EVERY_EVENTS) this.#acknowledge();
    if (event.type === Event.READY) this.#ready(event);
    this.#handlers.event(event);
  }

  /** @param {ServerEvent} event */
  #ready({ conversation, token }) {
    this.#pass = { conversation, token };
    this.#phase = Phase.LIVE;
    this.#liveAt = performance.now();
    this.#handlers.state("live");
  }

  #beat() {
    const now = performance.now();
    if (this.#isLoss(now)) return this.#closed(1006);
    if (!this.#greeted) return;
    if (this.live && this.#unacknowledged > 0) this.#acknowledge();
    if (now - this.#pingedAt >= PING_INTERVAL_MS - BEAT_MS / 2) this.#ping();
  }

  /** @param {number} now */
  #isLoss(now) {
    if (!this.live) {
      const patienceMs = this.#greeted || this.#phase === Phase.GREETING ? GREETING_MS : OPENING_MS;
      return now - this.#connectedAt >= patienceMs;
    }
    const unanswered = this.#heardAt < this.#doubtedAt && now - this.#doubtedAt >= DOUBT_MS;
    return unanswered || now - this.#heardAt >= SILENCE_IS_LOSS_MS;
  }

  #doubt() {
    this.#doubtedAt = performance.now();
    this.#ping();
  }

  #ping() {
    this.#pingedAt = performance.now();
    this.#tell(Command.PING, {});
  }

  #acknowledge() {
    if (this.send(Command.ACK, { n: this.#lastN })) this.#unacknowledged = 0;
  }

  /** @param {number} code */
  #closed(code) {
    this.#drop();
    const returning = this.#phase === Phase.RESUMING;
    const { next, trouble } = judgeClose(code, this.#told, returning ? "returning" : this.#pass ? "begun" : "new");
    if (next === "resume") return this.#comeBack();
    // A conversation that was refused on the way back is over; one that failed otherwise is an error.
    this.#finish(returning && next === "error" ? "ended" : next, trouble);
  }

  #comeBack() {
    const now = performance.now();
    if (this.live) {
      this.#lostAt = now;
      if (now - this.#liveAt >= STEADY_MS) this.#delays = backoff();
    }
    const delayMs = this.#delays.next().value;
    if (now + delayMs - this.#lostAt > GIVE_UP_AFTER_MS) return this.#finish("ended", LOST);
    if (this.live) this.#handlers.state("reconnecting");
    this.#phase = Phase.LOST;
    this.#retry = setTimeout(() => this.#connect(Phase.RESUMING), delayMs);
  }

  /** @param {LinkState} state @param {Trouble} [trouble] */
  #finish(state, trouble) {
    clearTimeout(this.#retry);
    this.#phase = Phase.CLOSED;
    this.#drop();
    this.#handlers.state(state, trouble);
  }

  /** Lets go of the socket, whether it answers or not. */
  #drop() {
    clearInterval(this.#heart);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  /** @param {string} type @param {object} fields */
  #tell(type, fields) {
    this.#socket?.send(JSON.stringify({ type, ...fields }));
  }
}

/** @param {WebSocket} socket @returns {Promise<void>} */
function closing(socket) {
  return new Promise((resolve) => {
    socket.addEventListener("close", () => resolve());
    setTimeout(resolve, FAREWELL_MS);
  });
}
