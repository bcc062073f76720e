/** What a member calls themself on one topic, where their language lets them say so. */
export interface PresenceLabel {
  readonly id: string;
  /** JSON text. */
  readonly info: string;
  /** When it was said, milliseconds since 1970: of several the newest counts. */
  readonly at: number;
}

/** The newer of two labels; the same on every node, whichever it heard first. */
export function newerLabel(
  a: PresenceLabel | undefined,
  b: PresenceLabel | undefined,
): PresenceLabel | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.id + a.info >= b.id + b.info ? a : b;
}

/** Whether two labels say the same. */
export function sameLabel(a: PresenceLabel | undefined, b: PresenceLabel | undefined): boolean {
  return a?.id === b?.id && a?.info === b?.info;
}
