/**
 * Tells when the microphone of browser/measuring/mouth.js is given a sound after silence: an init script, to be run
 * after that one. `mouthClock` are ms since the epoch.
 */
(() => {
  const CLOCK = URL.createObjectURL(new Blob([`(${clock})()`], { type: "text/javascript" }));
  const connect = /** @type {Function} */ (AudioNode.prototype.connect);
  const { createMediaStreamDestination } = AudioContext.prototype;
  /** @type {WeakMap<AudioNode, Promise<AudioWorkletNode>>} */
  const clocks = new WeakMap();
  /** @type {number[]} */
  const mouthClock = [];
  Object.assign(window, { mouthClock });

  AudioContext.prototype.createMediaStreamDestination = function () {
    const lips = createMediaStreamDestination.call(this);
    clocks.set(lips, listen(this));
    return lips;
  };

  AudioNode.prototype.connect = function (/** @type {any} */ target, /** @type {any[]} */ ...rest) {
    void clocks.get(target)?.then((node) => connect.call(this, node));
    return connect.call(this, target, ...rest);
  };

  /** @param {AudioContext} context */
  async function listen(context) {
    await context.audioWorklet.addModule(CLOCK);
    const node = new AudioWorkletNode(context, "mouth-clock", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => mouthClock.push(data);
    return node;
  }

  /** What runs in the worklet. */
  function clock() {
    const LOUD = 0.1;
    const SILENT_S = 0.1;

    class MouthClock extends AudioWorkletProcessor {
      #heardAt = -Infinity;

      /** @param {Float32Array[][]} inputs */
      process([[sound]]) {
        const at = Date.now();
        if (!sound?.some((sample) => Math.abs(sample) > LOUD)) return true;
        if (currentTime - this.#heardAt > SILENT_S) this.port.postMessage(at);
        this.#heardAt = currentTime;
        return true;
      }
    }

    registerProcessor("mouth-clock", MouthClock);
  }
})();
