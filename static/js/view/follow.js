/** So near to the end counts as being there. */
const NEAR_PX = 64;

/** Keeps a growing box scrolled to its end, unless the person has scrolled away. */
export class Follow {
  #box;
  #button;
  #following = true;
  #lastTop = 0;
  #frame = 0;

  /**
   * @param {HTMLElement} box
   * @param {HTMLButtonElement} button shown while the end is out of sight
   */
  constructor(box, button) {
    this.#box = box;
    this.#button = button;
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    button.addEventListener("click", () => {
      this.jump();
      box.focus();
    });
    const resized = new ResizeObserver(() => this.grown());
    resized.observe(box);
    for (const child of box.children) resized.observe(child);
  }

  /** Something was added. One layout at most for each frame, however many fragments come. */
  grown() {
    if (!this.#following || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#box.scrollTop = this.#box.scrollHeight;
    });
  }

  /** To the end, and follow again. */
  jump() {
    this.#follow(true);
    this.grown();
  }

  /** Only scrolling back is the person's wish to stay: growth moves the end away too. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (near || scrollTop < this.#lastTop) this.#follow(near);
    this.#lastTop = scrollTop;
  }

  /** @param {boolean} on */
  #follow(on) {
    this.#following = on;
    this.#button.hidden = on;
  }
}
