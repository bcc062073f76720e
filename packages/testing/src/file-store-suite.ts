import type { FileStore } from '@parley/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A store of files under test. */
export interface OpenFileStore {
  readonly store: FileStore;
  /** How many files there are, half ones among them. */
  left(): Promise<number>;
  close(): Promise<void>;
}

async function* stream(...parts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const part of parts) {
    await Promise.resolve();
    yield new TextEncoder().encode(part);
  }
}

async function textOf(file: { readonly bytes: AsyncIterable<Uint8Array> } | undefined) {
  if (file === undefined) return undefined;
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of file.bytes) text += decoder.decode(part, { stream: true });
  return text;
}

/**
 * What every store of files promises.
 * @param open Opens a fresh, empty store for each test.
 */
export function fileStoreSuite(name: string, open: () => Promise<OpenFileStore>): void {
  describe(name, () => {
    let opened: OpenFileStore;
    let store: FileStore;
    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    it('gives back what was put, byte for byte, and nothing under other names', async () => {
      expect(await store.put('one-name', stream('Grüße ', '👋🏽'))).toBe(16);
      expect(await store.put('one-nam_', stream())).toBe(0);
      const file = await store.get('one-name');
      expect(file?.size).toBe(16);
      expect(await textOf(file)).toBe('Grüße 👋🏽');
      expect(await textOf(await store.get('one-nam_'))).toBe('');
      expect(await store.get('one-na')).toBeUndefined();
    });

    it('gives a part, and says how much there is', async () => {
      await store.put('part', stream('0123', '456789'));
      const file = await store.get('part', { from: 3, to: 5 });
      expect([file?.size, await textOf(file)]).toEqual([10, '345']);
      expect(await textOf(await store.get('part', { from: 9, to: 9 }))).toBe('9');
    });

    it('shows nothing of a file that is still coming', async () => {
      let go = (): void => {};
      const held = new Promise<void>((resolve) => (go = resolve));
      const put = store.put(
        'slow',
        (async function* slow() {
          yield* stream('half ');
          await held;
          yield* stream('whole');
        })(),
      );
      expect(await store.get('slow')).toBeUndefined();
      go();
      expect(await put).toBe(10);
      expect(await textOf(await store.get('slow'))).toBe('half whole');
    });

    it('keeps nothing of a file whose source broke off, and passes its reason on', async () => {
      const reason = new Error('the client went');
      const broken = store.put(
        'broken',
        (async function* broken() {
          yield* stream('some');
          throw reason;
        })(),
      );
      await expect(broken).rejects.toBe(reason);
      expect(await store.get('broken')).toBeUndefined();
      expect(await opened.left()).toBe(0);
    });

    it('forgets what is deleted, and does not mind deleting nothing', async () => {
      await store.put('gone', stream('text'));
      await store.delete('gone');
      await store.delete('gone');
      await store.delete('never');
      expect(await store.get('gone')).toBeUndefined();
      expect(await opened.left()).toBe(0);
    });

    it('lets a reader stop half-way', async () => {
      await store.put('long', stream('x'.repeat(300_000)));
      for await (const part of (await store.get('long'))?.bytes ?? []) {
        expect(part.length).toBeGreaterThan(0);
        break;
      }
      await store.delete('long');
      expect(await store.get('long')).toBeUndefined();
    });
  });
}
