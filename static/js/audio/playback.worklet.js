import { OUTPUT_SAMPLE_RATE, PLAYED_INTERVAL_MS } from "../protocol.js";
import { HeardHistory } from "./heard-history.js";
import { JitterBuffer } from "./jitter-buffer.js";
import { Loudness } from "./loudness.js";
import { Resampler } from "./resampler.js";

const LEVELS_PER_S = 15;
const MAX_SOURCE = 4096;
const REPORT_FRAMES = (sampleRate * PLAYED_INTERVAL_MS) / 1000;

/**
 * Speech of 24 kHz from the port that the page hands over -> sound at the device's rate.
 * On that port it takes `{ turn, offset, pcm }`, `{ turn, offset, end }` and `{ flush }`, and tells what has been
 * heard: each 100 ms while that grows, at once at the end of a turn and on a flush.
 * To the page it tells the level; from the page it takes `{ port }` and `{ latencyS }`.
 */
class Playback extends AudioWorkletProcessor {
  #jitter = new JitterBuffer();
  #resampler = new Resampler(OUTPUT_SAMPLE_RATE, sampleRate);
  #source = new Float32Array(MAX_SOURCE);
  #loudness = new Loudness(sampleRate / LEVELS_PER_S);
  #history = new HeardHistory();
  #filterFrames = (this.#resampler.delaySamples * sampleRate) / OUTPUT_SAMPLE_RATE;
  #latencyFrames = 0;
  /** @type {MessagePort | null} */
  #worker = null;
  #report = { turn: 0, samples: 0, ended: false, flushed: false };
  #reportedAt = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data.port) this.#receiveFrom(data.port);
      if (data.latencyS !== undefined) this.#latencyFrames = data.latencyS * sampleRate;
    };
  }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs */
  process(_inputs, outputs) {
    const output = outputs[0][0];
    const count = this.#resampler.sourceFor(output.length);
    this.#jitter.read(this.#source, count);
    this.#resampler.process(this.#source, count, output);
    if (this.#loudness.add(output)) this.port.postMessage(this.#loudness.value);
    this.#history.record(currentFrame + output.length, this.#jitter);
    this.#tellHeard();
    return true;
  }

  #tellHeard() {
    const heard = this.#lookUpHeard();
    const before = this.#report;
    const grown = heard.turn > before.turn || (heard.turn === before.turn && heard.samples > before.samples);
    const ended = heard.ended && (grown || !before.ended);
    if (before.flushed && heard.turn <= before.turn) return;
    if (ended || (grown && currentFrame - this.#reportedAt >= REPORT_FRAMES)) {
      this.#tell(heard.turn, heard.samples, heard.ended, false);
    }
  }

  #lookUpHeard() {
    this.#history.lookUp(currentFrame - this.#latencyFrames - this.#filterFrames);
    return this.#history;
  }

  /** @param {number} turn @param {number} samples @param {boolean} ended @param {boolean} flushed */
  #tell(turn, samples, ended, flushed) {
    Object.assign(this.#report, { turn, samples, ended, flushed });
    this.#reportedAt = currentFrame;
    this.#worker?.postMessage(this.#report);
  }

  /** @param {MessagePort} port */
  #receiveFrom(port) {
    this.#worker = port;
    port.onmessage = ({ data }) => {
      if (data.flush !== undefined) this.#flush(data.flush);
      else if (data.end) this.#jitter.end(data.turn, data.offset);
      else this.#jitter.write(data.turn, data.offset, data.pcm);
    };
  }

  /** @param {number} turn */
  #flush(turn) {
    this.#jitter.flush(turn);
    const heard = this.#lookUpHeard();
    if (heard.turn <= turn) this.#tell(turn, heard.turn === turn ? heard.samples : 0, false, true);
  }
}

registerProcessor("playback", Playback);
