import { TroubleError, UNREACHABLE } from "../trouble.js";

const LATENCY_REPORT_MS = 1_000;

/**
 * The page's one AudioContext, at the device's own rate, with the capture and playback worklets. Media pass by it:
 * both worklets talk through ports of their own with whoever gets the other end.
 */
export class Sound {
  #context;
  #capture;
  #playback;
  /** @type {MediaStreamAudioSourceNode | null} */ #source = null;
  #capturePort = new MessageChannel();
  #playbackPort = new MessageChannel();
  #latencyTimer;
  #resume = () => void this.#wake();

  /**
   * Call it inside a click. Throws TroubleError.
   *
   * @param {{ microphone: (rms: number) => void, speaker: (rms: number) => void }} levels about 15 times a second
   * @returns {Promise<Sound>}
   */
  static async open(levels) {
    if (typeof AudioContext !== "function" || typeof AudioWorkletNode !== "function") {
      throw new TroubleError(
        "unsupported_browser",
        "This browser can't play or record speech. Use a current Chrome, Firefox or Safari.",
        false,
      );
    }
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await loadWorklets(context);
      return new Sound(context, levels);
    } catch (problem) {
      await context.close();
      throw problem;
    }
  }

  /** @param {AudioContext} context @param {{ microphone: (rms: number) => void, speaker: (rms: number) => void }} levels */
  constructor(context, levels) {
    this.#context = context;
    this.#capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    this.#playback = new AudioWorkletNode(context, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
    this.#playback.connect(context.destination);
    this.#capture.port.onmessage = ({ data }) => levels.microphone(data);
    this.#playback.port.onmessage = ({ data }) => levels.speaker(data);
    this.#hand(this.#capture, this.#capturePort.port1);
    this.#hand(this.#playback, this.#playbackPort.port1);
    this.#latencyTimer = setInterval(() => this.#tellLatency(), LATENCY_REPORT_MS);
    this.#tellLatency();
    context.addEventListener("statechange", this.#resume);
    document.addEventListener("visibilitychange", this.#resume);
    void this.#wake();
  }

  /** The other end of the capture worklet's port. To be transferred once. */
  get capturePort() {
    return this.#capturePort.port2;
  }

  /** The other end of the playback worklet's port. To be transferred once. */
  get playbackPort() {
    return this.#playbackPort.port2;
  }

  /** @param {MediaStream | null} microphone */
  listen(microphone) {
    this.#source?.disconnect();
    this.#source = microphone && this.#context.createMediaStreamSource(microphone);
    this.#source?.connect(this.#capture);
  }

  /** @param {boolean} on */
  capture(on) {
    this.#capture.port.postMessage({ on });
  }

  async close() {
    clearInterval(this.#latencyTimer);
    this.#context.removeEventListener("statechange", this.#resume);
    document.removeEventListener("visibilitychange", this.#resume);
    this.#source?.disconnect();
    this.#playback.disconnect();
    await this.#context.close();
  }

  /** A phone call, or a hidden page, may have suspended it. */
  async #wake() {
    // Refused without a click; the next statechange or visit tries again.
    if (this.#context.state !== "running" && this.#context.state !== "closed") await this.#context.resume().catch(() => {});
  }

  #tellLatency() {
    const { baseLatency, outputLatency } = this.#context;
    this.#playback.port.postMessage({ latencyS: (baseLatency || 0) + (outputLatency || 0) });
  }

  /** @param {AudioWorkletNode} node @param {MessagePort} port */
  #hand(node, port) {
    node.port.postMessage({ port }, [port]);
  }
}

/** Fetched anew for each context: the server may be gone by then. @param {AudioContext} context */
async function loadWorklets(context) {
  const urls = ["./capture.worklet.js", "./playback.worklet.js"].map((file) => new URL(file, import.meta.url));
  try {
    await Promise.all(urls.map((url) => context.audioWorklet.addModule(url)));
  } catch (problem) {
    const notFetched = problem instanceof DOMException && problem.name === "AbortError";
    throw notFetched ? new TroubleError("connection_failed", UNREACHABLE) : problem;
  }
}
