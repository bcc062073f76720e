/** What `npm run test:cluster -- --seed N --long` says, by environment variables. */
export interface Settings {
  /** The schedule of faults and who does what follow from it. */
  readonly seed: number;
  /** More of everything, and what takes its time. */
  readonly long: boolean;
}

/** Reads the settings of this run. Without a seed one is chosen, and printed by whoever uses it. */
export function settings(env: NodeJS.ProcessEnv = process.env): Settings {
  const given = env['PARLEY_CLUSTER_SEED'] ?? '';
  return {
    seed: given === '' ? 1 + Math.floor(Math.random() * 1e9) : Number(given),
    long: env['PARLEY_CLUSTER_LONG'] === '1',
  };
}
