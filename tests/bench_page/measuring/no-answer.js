// The person has not answered whether the page may use the microphone.
navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
