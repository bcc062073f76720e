const PREFIX = 'parley.draft.';

type Drafts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'length' | 'key'>;

/** What was typed in a room and not sent; kept for this tab. */
export function readDraft(storage: Drafts, uuid: string): string {
  return storage.getItem(PREFIX + uuid) ?? '';
}

/** Keeps a draft. Where nothing can be stored (full, forbidden) it lives as long as the page. */
export function keepDraft(storage: Drafts, uuid: string, text: string): void {
  try {
    if (text === '') storage.removeItem(PREFIX + uuid);
    else storage.setItem(PREFIX + uuid, text);
  } catch {
    // The text is still in the composer.
  }
}

/** Leaves nothing of one member's drafts to the next one at this screen. */
export function forgetDrafts(storage: Drafts): void {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at));
  for (const key of keys) if (key?.startsWith(PREFIX) === true) storage.removeItem(key);
}
