import type { Position } from '@parley/hub';

/** A subscription that a new connection may take up, and the place where it began. */
export interface SavedSubscription {
  readonly identifier: string;
  readonly from: Position;
}

/** As text for the shelf. */
export function encodeSaved(subscriptions: readonly SavedSubscription[]): string {
  return JSON.stringify(
    subscriptions.map(({ identifier, from }) => [identifier, from.epoch, from.offset]),
  );
}

/** From the text of the shelf; empty for what another version wrote. */
export function decodeSaved(text: string): SavedSubscription[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(read)) return [];
  return read.flatMap((entry: unknown) => {
    if (!Array.isArray(entry)) return [];
    const [identifier, epoch, offset] = entry as unknown[];
    if (typeof identifier !== 'string' || typeof epoch !== 'string') return [];
    return typeof offset === 'number' ? [{ identifier, from: { epoch, offset } }] : [];
  });
}
