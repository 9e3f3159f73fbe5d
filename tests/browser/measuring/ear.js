/**
 * Records, on one clock, what the page sends to its loudspeaker and what its microphone hears: an init script.
 * `ear.take()` gives it away; `ear.arrivals` tells when events came to the page's worker, before they are acted on.
 */
(() => {
  const RECORDER = toUrl(`(${record})()`);
  const SOUND = 0;
  const VOICE = 1;
  const { addModule } = AudioWorklet.prototype;
  const connect = /** @type {Function} */ (AudioNode.prototype.connect);
  const { getUserMedia } = MediaDevices.prototype;
  /** @type {WeakMap<BaseAudioContext, AudioWorkletNode>} */
  const recorders = new WeakMap();
  /** @type {{ frame: number, sound: Float32Array, voice: Float32Array }[]} */
  const batches = [];
  /** Performance time less context time, at the loudspeaker, in ms. @type {number[]} */
  const clockOffsets = [];

  const ear = {
    /** @type {{ type: string, at: number }[]} in ms since the epoch, as `performance.timeOrigin` has them */
    arrivals: [],
    /** @type {MediaStream[]} */ streams: [],
    /** @type {Set<AudioContext>} */ contexts: new Set(),
    take() {
      const [context] = ear.contexts;
      return {
        rate: context.sampleRate,
        latency: context.outputLatency,
        clock: performance.timeOrigin + median(clockOffsets),
        frames: batches.map(({ frame }) => frame),
        sound: toBase64(batches.map(({ sound }) => sound)),
        voice: toBase64(batches.map(({ voice }) => voice)),
      };
    },
  };
  Object.assign(window, { ear });
  new BroadcastChannel("arrivals").onmessage = ({ data }) => ear.arrivals.push(data);

  AudioWorklet.prototype.addModule = async function (url, options) {
    await addModule.call(this, RECORDER);
    await addModule.call(this, url, options);
  };

  AudioNode.prototype.connect = function (/** @type {any} */ target, /** @type {any[]} */ ...rest) {
    const heard = this instanceof MediaStreamAudioSourceNode;
    if (heard) connect.call(this, recorder(this.context), 0, VOICE);
    if (target === this.context.destination) connect.call(this, recorder(this.context), 0, SOUND);
    return connect.call(this, target, ...rest);
  };

  const Plain = window.Worker;
  window.Worker = class extends Plain {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(toUrl(`import "${url}"; (${tellArrivals})()`), options);
    }
  };

  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    ear.streams.push(stream);
    return stream;
  };

  /** @param {BaseAudioContext} context */
  function recorder(context) {
    const known = recorders.get(context);
    if (known) return known;
    const node = new AudioWorkletNode(context, "ear", { numberOfInputs: 2, numberOfOutputs: 0 });
    const audioContext = /** @type {AudioContext} */ (context);
    node.port.onmessage = ({ data }) => {
      const { contextTime = 0, performanceTime = 0 } = audioContext.getOutputTimestamp();
      batches.push(data);
      if (contextTime > 0) clockOffsets.push(performanceTime - contextTime * 1000);
    };
    ear.contexts.add(audioContext);
    recorders.set(context, node);
    return node;
  }

  /** What runs in the worklet: posts both inputs in batches. */
  function record() {
    const BATCH_FRAMES = 2048;
    const QUANTUM = 128;

    class Ear extends AudioWorkletProcessor {
      #sound = new Float32Array(BATCH_FRAMES);
      #voice = new Float32Array(BATCH_FRAMES);
      #filled = 0;

      /** @param {Float32Array[][]} inputs */
      process([[sound], [voice]]) {
        if (sound) this.#sound.set(sound, this.#filled);
        if (voice) this.#voice.set(voice, this.#filled);
        this.#filled += QUANTUM;
        if (this.#filled === BATCH_FRAMES) this.#post();
        return true;
      }

      #post() {
        const frame = currentFrame + QUANTUM - BATCH_FRAMES;
        this.port.postMessage({ frame, sound: this.#sound, voice: this.#voice });
        this.#sound.fill(0);
        this.#voice.fill(0);
        this.#filled = 0;
      }
    }

    registerProcessor("ear", Ear);
  }

  /** What runs in the worker, before its first message. */
  function tellArrivals() {
    const told = new BroadcastChannel("arrivals");
    const Plain = self.WebSocket;
    self.WebSocket = class extends Plain {
      /** @param {ConstructorParameters<typeof WebSocket>} args */
      constructor(...args) {
        super(...args);
        this.addEventListener("message", ({ data }) => {
          const at = performance.timeOrigin + performance.now();
          if (typeof data === "string") told.postMessage({ type: JSON.parse(data).type, at });
        });
      }
    };
  }

  /** @param {string} script */
  function toUrl(script) {
    return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  }

  /** @param {number[]} values */
  function median(values) {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  }

  /** @param {Float32Array[]} parts */
  function toBase64(parts) {
    const text = parts.map(({ buffer }) => String.fromCharCode(...new Uint8Array(buffer)));
    return btoa(text.join(""));
  }
})();
