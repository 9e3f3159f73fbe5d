const FIRST_MS = 250;
const LONGEST_MS = 5_000;
/** The server keeps a conversation for so long. */
const GIVE_UP_AFTER_MS = 60_000;

/**
 * The delays between attempts, with full jitter, until they amount to a minute.
 *
 * @param {() => number} [random] 0 to 1
 * @returns {Generator<number, void>} milliseconds
 */
export function* backoff(random = Math.random) {
  let waited = 0;
  for (let ceiling = FIRST_MS; waited < GIVE_UP_AFTER_MS; ceiling = Math.min(LONGEST_MS, ceiling * 2)) {
    const delay = Math.max(FIRST_MS / 2, random() * ceiling);
    waited += delay;
    yield delay;
  }
}
