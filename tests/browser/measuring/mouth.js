/** Makes a microphone that says what the test gives it, when it is told to: an init script. */
(() => {
  const RATE = 16_000;
  const { getUserMedia } = MediaDevices.prototype;
  /** @type {MediaStreamAudioDestinationNode | null} */
  let lips = null;

  MediaDevices.prototype.getUserMedia = async function (constraints) {
    if (!constraints?.audio) return getUserMedia.call(this, constraints);
    lips ??= new AudioContext().createMediaStreamDestination();
    return lips.stream.clone();
  };

  /** @param {string} base64 PCM16 mono 16 kHz @returns {Promise<void>} when it is said */
  const speak = (base64) => {
    if (!lips) throw new Error("the microphone is not open");
    const { context } = lips;
    const pcm = new Int16Array(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer);
    const words = context.createBuffer(1, pcm.length, RATE);
    words.copyToChannel(Float32Array.from(pcm, (sample) => sample / 32_768), 0);
    const voice = new AudioBufferSourceNode(context, { buffer: words });
    voice.connect(lips);
    voice.start();
    return new Promise((resolve) => {
      voice.onended = () => resolve();
    });
  };
  Object.assign(window, { mouth: { speak } });
})();
