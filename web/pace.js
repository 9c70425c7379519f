// Does something now, and then no oftener than every so often while it is asked for again and again.

export class Pace {
  #job;
  #everyMs;
  #now;
  #doneAt = -Infinity;
  /** Asked for, and not begun yet. */
  #wanted = false;
  /** Jobs that have begun and not ended. */
  #running = 0;
  #held = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => Promise<void>} job
   * @param {number} everyMs
   * @param {() => number} now milliseconds that only grow
   */
  constructor(job, everyMs, now = () => performance.now()) {
    this.#job = job;
    this.#everyMs = everyMs;
    this.#now = now;
  }

  /** Asks for it: at once if the last time is long enough ago, otherwise once as soon as it is. */
  ask() {
    this.#wanted = true;
    this.#look();
  }

  /** Does it at once, whenever the last time was. */
  async rush() {
    clearTimeout(this.#timer);
    this.#wanted = false;
    this.#running++;
    this.#doneAt = this.#now();
    try {
      await this.#job();
    } finally {
      this.#running--;
    }
    if (this.#wanted) this.#look();
  }

  /** While held, what is asked for is only remembered. @param {boolean} held */
  hold(held) {
    this.#held = held;
    clearTimeout(this.#timer);
    if (!held && this.#wanted) this.#look();
  }

  /** Forgets what was asked for. */
  stop() {
    clearTimeout(this.#timer);
    this.#wanted = false;
    this.#held = true;
  }

  #look() {
    clearTimeout(this.#timer);
    if (this.#running > 0 || this.#held) return;
    const left = this.#doneAt + this.#everyMs - this.#now();
    if (left <= 0) void this.rush();
    else this.#timer = setTimeout(() => this.#look(), left);
  }
}
