/** Plays the Float32Arrays posted to it, one after the other. */
class PcmProcessor extends AudioWorkletProcessor {
  #waiting = [];
  #offset = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => this.#waiting.push(data);
  }

  process(_inputs, [[output]]) {
    for (let index = 0; index < output.length; index += 1) output[index] = this.#next();
    return true;
  }

  #next() {
    while (this.#waiting.length > 0 && this.#offset >= this.#waiting[0].length) {
      this.#waiting.shift();
      this.#offset = 0;
    }
    return this.#waiting.length > 0 ? this.#waiting[0][this.#offset++] : 0;
  }
}

registerProcessor("pcm-processor", PcmProcessor);
