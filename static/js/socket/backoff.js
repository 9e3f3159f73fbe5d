const SHORTEST_MS = 125;
const FIRST_CEILING_MS = 250;
const LONGEST_MS = 5_000;

/**
 * The delays between attempts, without end: each anywhere between an eighth of a second and a ceiling that doubles, so
 * that those who were cut at once don't come back at once.
 *
 * @param {() => number} [random] 0 to 1
 * @returns {Generator<number, never>} milliseconds
 */
export function* backoff(random = Math.random) {
  for (let ceiling = FIRST_CEILING_MS; ; ceiling = Math.min(LONGEST_MS, ceiling * 2)) {
    yield SHORTEST_MS + random() * (ceiling - SHORTEST_MS);
  }
}
