import { Resampler } from "../../static/js/audio/resampler.js";

/** @param {number} frequency Hz @param {number} rate Hz @param {number} seconds @param {number} [peak] */
export function sine(frequency, rate, seconds, peak = 1) {
  return Float32Array.from({ length: rate * seconds }, (_, index) => peak * Math.sin((2 * Math.PI * frequency * index) / rate));
}

/** @param {Float32Array} samples */
export function toPcm16(samples) {
  return Int16Array.from(samples, (sample) => Math.round(sample * 32767));
}

/** In quanta of 128, as a worklet does. @param {Float32Array} input @param {number} from @param {number} to */
export function resample(input, from, to) {
  const resampler = new Resampler(from, to);
  const block = new Float32Array(1024);
  const output = new Float32Array(Math.ceil((input.length * to) / from) + 8);
  let written = 0;
  for (let start = 0; start < input.length; start += 128) {
    const quantum = input.subarray(start, start + 128);
    const count = resampler.process(quantum, quantum.length, block);
    output.set(block.subarray(0, count), written);
    written += count;
  }
  return output.subarray(0, written);
}

/** @param {Float32Array} samples */
export function rootMeanSquare(samples) {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** @param {number} ratio */
export function decibel(ratio) {
  return 20 * Math.log10(ratio);
}

/** What is left of `samples`, relative to the tone, once the tone is taken away; whole periods only. @param {Float32Array} samples @param {number} frequency @param {number} rate */
export function residualDb(samples, frequency, rate) {
  const angle = (/** @type {number} */ index) => (2 * Math.PI * frequency * index) / rate;
  let [cosine, sinus] = [0, 0];
  samples.forEach((sample, index) => {
    cosine += (2 * sample * Math.cos(angle(index))) / samples.length;
    sinus += (2 * sample * Math.sin(angle(index))) / samples.length;
  });
  const rest = samples.map((sample, index) => sample - cosine * Math.cos(angle(index)) - sinus * Math.sin(angle(index)));
  return decibel((rootMeanSquare(rest) * Math.SQRT2) / Math.hypot(cosine, sinus));
}

/** @param {Float32Array} samples */
export function largestStep(samples) {
  let largest = 0;
  for (let index = 1; index < samples.length; index += 1) {
    largest = Math.max(largest, Math.abs(samples[index] - samples[index - 1]));
  }
  return largest;
}
