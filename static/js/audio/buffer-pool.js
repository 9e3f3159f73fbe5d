/** ArrayBuffers of one size that are lent and given back, so that none is made while audio runs. */
export class BufferPool {
  #free;
  #count;

  /** @param {number} count @param {number} bytes of each */
  constructor(count, bytes) {
    this.#free = Array.from({ length: count }, () => new ArrayBuffer(bytes));
    this.#count = count;
  }

  /** Null when all are lent. @returns {ArrayBuffer | null} */
  take() {
    return this.#count === 0 ? null : this.#free[--this.#count];
  }

  /** @param {ArrayBuffer} buffer one that was taken, or came back by transfer */
  give(buffer) {
    if (this.#count < this.#free.length) this.#free[this.#count++] = buffer;
  }
}
