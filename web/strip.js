// The last ten minutes' motion of one camera, in a fixed number of bins on the server's clock.

export class MotionStrip {
  #binUs;
  #values;
  /** Number of the newest bin since 1970. */
  #newest = 0;

  /** @param {number} spanMs @param {number} bins */
  constructor(spanMs = 600_000, bins = 120) {
    this.#binUs = (spanMs * 1000) / bins;
    this.#values = new Float32Array(bins);
  }

  get bins() {
    return this.#values.length;
  }

  get spanUs() {
    return this.#binUs * this.#values.length;
  }

  /**
   * Marks motion. What is older than the strip is left out, what is newer moves it on.
   *
   * @param {number} fromUs
   * @param {number} toUs inclusive
   * @param {number} score 0 to 1
   */
  add(fromUs, toUs, score) {
    const last = this.#bin(toUs);
    this.#advance(last);
    const first = Math.max(this.#bin(fromUs), this.#newest - this.bins + 1);
    for (let bin = first; bin <= last; bin++) {
      const i = bin % this.bins;
      this.#values[i] = Math.max(this.#values[i] ?? 0, score);
    }
  }

  /**
   * The scores, oldest first; the last one is the bin that nowUs falls into.
   *
   * @param {number} nowUs
   * @returns {Float32Array}
   */
  read(nowUs) {
    this.#advance(this.#bin(nowUs));
    const out = new Float32Array(this.bins);
    for (let i = 0; i < this.bins; i++) out[i] = this.#values[(this.#newest + 1 + i) % this.bins] ?? 0;
    return out;
  }

  /** @param {number} us */
  #bin(us) {
    return Math.floor(us / this.#binUs);
  }

  /** @param {number} bin */
  #advance(bin) {
    if (bin <= this.#newest) return;
    const steps = Math.min(bin - this.#newest, this.bins);
    for (let i = 0; i < steps; i++) this.#values[(bin - i) % this.bins] = 0;
    this.#newest = bin;
  }
}

/** How many separate stretches of motion there are. @param {ArrayLike<number>} values */
export function stretches(values) {
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    if ((values[i] ?? 0) > 0 && !((values[i - 1] ?? 0) > 0)) n++;
  }
  return n;
}
