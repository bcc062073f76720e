import { fromText, isEmpty, toDocument, type RichNode } from '../rich-text/document.ts';

const PREFIX = 'parley.draft.';

type Drafts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'length' | 'key'>;

/** What was written under a name and not sent; kept for this tab. */
export function readDraft(storage: Drafts, name: string): RichNode | undefined {
  const kept = storage.getItem(PREFIX + name);
  if (kept === null || kept === '') return undefined;
  try {
    const value: unknown = JSON.parse(kept);
    if (typeof value !== 'object' || value === null) return fromText(kept);
    return toDocument({ body: { ...value } });
  } catch {
    return fromText(kept);
  }
}

/** Keeps a draft. Where nothing can be stored (full, forbidden) it lives as long as the page. */
export function keepDraft(storage: Drafts, name: string, doc: RichNode): void {
  try {
    if (isEmpty(doc)) storage.removeItem(PREFIX + name);
    else storage.setItem(PREFIX + name, JSON.stringify(doc));
  } catch {
    // The text is still in the composer.
  }
}

/** Leaves nothing of one member's drafts to the next one at this screen. */
export function forgetDrafts(storage: Drafts): void {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at));
  for (const key of keys) if (key?.startsWith(PREFIX) === true) storage.removeItem(key);
}
