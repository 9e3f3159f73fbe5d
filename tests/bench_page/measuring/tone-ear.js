/**
 * Watches the tone that the page sends to its loudspeaker (tone-watch.js), for as long as one likes: an init script.
 * `toneEar` tells how it was so far.
 */
(() => {
  const { source, hz } = /** @type {{ source: string, hz: number }} */ (Object(Reflect.get(window, "toneWatch")));
  const WATCH = URL.createObjectURL(new Blob([`${source}\n(${watch})(ToneWatch, ${hz})`], { type: "text/javascript" }));
  const { addModule } = AudioWorklet.prototype;
  const connect = /** @type {Function} */ (AudioNode.prototype.connect);
  /** What the device did not get in time, in all; not every browser tells. */
  let missed = () => 0;
  let missedBefore = 0;
  const toneEar = {
    bends: 0,
    stretches: 0,
    soundingS: 0,
    dropouts: 0,
    /** Counts dropouts from now on. */
    listen: () => void (missedBefore = missed()),
  };
  Object.assign(window, { toneEar });

  AudioWorklet.prototype.addModule = async function (url, options) {
    await addModule.call(this, WATCH);
    await addModule.call(this, url, options);
  };

  AudioNode.prototype.connect = function (/** @type {any} */ target, /** @type {any[]} */ ...rest) {
    if (target === this.context.destination) {
      const context = /** @type {AudioContext & { playbackStats?: { underrunEvents: number } }} */ (this.context);
      const node = new AudioWorkletNode(context, "tone-ear", { numberOfOutputs: 0 });
      missed = () => context.playbackStats?.underrunEvents ?? 0;
      node.port.onmessage = ({ data }) => Object.assign(toneEar, data, { dropouts: missed() - missedBefore });
      connect.call(this, node);
    }
    return connect.call(this, target, ...rest);
  };

  /**
   * What runs in the worklet: tells once a second.
   *
   * @param {typeof import("./tone-watch.js").ToneWatch} Watch @param {number} frequency
   */
  function watch(Watch, frequency) {
    class ToneEar extends AudioWorkletProcessor {
      #watch = new Watch(sampleRate, frequency);
      #toldAt = 0;

      /** @param {Float32Array[][]} inputs */
      process([[sound]]) {
        if (sound) this.#watch.add(sound);
        if (currentTime - this.#toldAt < 1) return true;
        this.#toldAt = currentTime;
        const { bends, stretches, sounding } = this.#watch;
        this.port.postMessage({ bends, stretches, soundingS: sounding / sampleRate });
        return true;
      }
    }

    registerProcessor("tone-ear", ToneEar);
  }
})();
