/** Writes one line of progress. Everything the scripts say goes to stderr, results to stdout. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Seconds since `start` (from `performance.now()`), for people: `3.2 s`. */
export function since(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** A failure whose message is all that a person needs to see. */
export class Stop extends Error {}

/** Runs a script's main function; a `Stop` ends in its message and exit code 1, without a stack. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
