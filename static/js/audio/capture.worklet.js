import { INPUT_SAMPLE_RATE } from "../protocol.js";
import { Chunker } from "./chunker.js";
import { Loudness } from "./loudness.js";
import { Resampler } from "./resampler.js";

const LEVELS_PER_S = 15;
const MAX_QUANTUM = 1024;

/**
 * The microphone at the device's rate -> PCM16 chunks of 16 kHz on the port that the page hands over.
 * To the page it tells the level; from the page it takes `{ port }` and `{ on }`.
 */
class Capture extends AudioWorkletProcessor {
  #on = false;
  #resampler = new Resampler(sampleRate, INPUT_SAMPLE_RATE);
  #resampled = new Float32Array(MAX_QUANTUM);
  #loudness = new Loudness(sampleRate / LEVELS_PER_S);
  /** @type {MessagePort | null} */
  #receiver = null;
  /** @type {Transferable[]} */
  #transfer = [];
  #chunker = new Chunker((message) => {
    this.#transfer[0] = message.pcm;
    this.#receiver?.postMessage(message, this.#transfer);
  });

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data.port) this.#sendTo(data.port);
      if (data.on !== undefined) this.#turn(data.on);
    };
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const input = inputs[0][0];
    if (!input || !this.#on) return true;
    if (this.#loudness.add(input)) this.port.postMessage(this.#loudness.value);
    this.#chunker.add(this.#resampled, this.#resampler.process(input, input.length, this.#resampled));
    return true;
  }

  /** @param {MessagePort} port */
  #sendTo(port) {
    this.#receiver = port;
    port.onmessage = ({ data }) => this.#chunker.giveBack(data);
  }

  /** @param {boolean} on */
  #turn(on) {
    this.#on = on;
    this.#chunker.clear();
  }
}

registerProcessor("capture", Capture);
