/** How long retries come quickly after a drop, ms: most drops are a server restart or a changed network. */
export const QUICK_FOR = 5_000;
/** The longest random wait between retries, ms. */
export const LONGEST_WAIT = 20_000;

/**
 * The wait before the next attempt, ms: 250–750 while the outage is younger than {@link QUICK_FOR},
 * then full jitter over a ceiling that doubles up to {@link LONGEST_WAIT}.
 *
 * @param outage how long the outage lasts, ms
 * @param slow how many attempts were made after the quick ones
 * @param random 0 ≤ r < 1
 */
export function reconnectDelay(outage: number, slow: number, random: number): number {
  if (outage < QUICK_FOR) return 250 + 500 * random;
  return Math.min(LONGEST_WAIT, 1_500 * 2 ** Math.min(slow, 10)) * random;
}

/** The wait before a refused request is repeated, ms: what the server asked for, else full jitter. */
export function requestDelay(tries: number, random: number, retryAfter?: number): number {
  if (retryAfter !== undefined) return retryAfter;
  return 250 + Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(tries, 10)) * random;
}
