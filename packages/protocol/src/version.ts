/**
 * The version of the wire. It changes only when an old peer could not understand a new one;
 * a new optional field or a new `op` is no new version.
 *
 * - 1 (2026-11): the first.
 */
export const VERSION = 1;
