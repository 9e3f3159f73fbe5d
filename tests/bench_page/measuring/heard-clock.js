/**
 * Keeps each report of the playback worklet with the moment it is of: an init script. `heardReports` are
 * `{ frame, turn, samples, latencyS }`, with the frame of the context and the output latency that it was told.
 */
(() => {
  const PROBE = URL.createObjectURL(new Blob([`(${probe})()`], { type: "text/javascript" }));
  const { addModule } = AudioWorklet.prototype;
  const Context = AudioContext;
  /** @type {object[]} */
  const heardReports = [];
  Object.assign(window, { heardReports });

  window.AudioContext = class extends Context {
    /** @param {AudioContextOptions} [options] */
    constructor(options) {
      super(options);
      const { audioWorklet } = this;
      /** @type {Promise<void> | null} */
      let probed = null;
      audioWorklet.addModule = async (url, addOptions) => {
        probed ??= addModule.call(audioWorklet, PROBE).then(() => {
          const node = new AudioWorkletNode(this, "heard-probe", { numberOfOutputs: 0 });
          node.port.onmessage = ({ data }) => heardReports.push(data);
        });
        await probed;
        await AudioWorklet.prototype.addModule.call(audioWorklet, url, addOptions);
      };
    }
  };

  /** What runs in the worklet, before the page's own. */
  function probe() {
    const plain = registerProcessor;
    const { postMessage } = MessagePort.prototype;
    /** @type {MessagePort | null} */
    let page = null;
    let latencyS = 0;

    /** @param {string} name @param {any} Processor */
    globalThis.registerProcessor = (name, Processor) => {
      plain(name, name === "playback" ? timed(Processor) : Processor);
    };

    /** @param {any} Processor */
    const timed = (Processor) =>
      class extends Processor {
        /** @param {any} options */
        constructor(options) {
          super(options);
          this.port.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
            if (data.latencyS !== undefined) latencyS = data.latencyS;
          });
        }
      };

    MessagePort.prototype.postMessage = function (/** @type {any} */ message, /** @type {any[]} */ ...rest) {
      if (message?.samples !== undefined && page) {
        const { turn, samples } = message;
        postMessage.call(page, { frame: currentFrame, turn, samples, latencyS });
      }
      postMessage.call(this, message, ...rest);
    };

    plain(
      "heard-probe",
      class extends AudioWorkletProcessor {
        constructor() {
          super();
          page = this.port;
        }

        process() {
          return false;
        }
      },
    );
  }
})();
