import type { SessionShelf } from '@parley/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A shelf under test. */
export interface OpenShelf {
  readonly shelf: SessionShelf;
  /** Lets so many milliseconds pass for it. */
  wait(ms: number): Promise<void>;
  close(): void;
}

/**
 * What every shelf of sessions promises.
 * @param open Opens a fresh, empty shelf that answers, for each test.
 */
export function sessionShelfSuite(name: string, open: () => Promise<OpenShelf>): void {
  describe(name, () => {
    let opened: OpenShelf;
    let shelf: SessionShelf;
    const ada = { sid: 'a'.repeat(21), memberId: 1 };

    beforeEach(async () => {
      opened = await open();
      ({ shelf } = opened);
    });
    afterEach(() => opened.close());

    it('gives back what was last saved, once', async () => {
      await shelf.save(ada, 'old', 60_000);
      await shelf.save(ada, 'Grüße 👋🏽', 60_000);
      expect(await shelf.take(ada)).toBe('Grüße 👋🏽');
      expect(await shelf.take(ada)).toBeUndefined();
    });

    it('gives a session to its member alone, and who is not it does not take it away', async () => {
      await shelf.save(ada, 'text', 60_000);
      expect(await shelf.take({ ...ada, memberId: 2 })).toBeUndefined();
      expect(await shelf.take({ ...ada, sid: 'b'.repeat(21) })).toBeUndefined();
      expect(await shelf.take(ada)).toBe('text');
    });

    it('forgets a session when its lifetime since the last save is over', async () => {
      await shelf.save(ada, 'text', 150);
      await shelf.save({ ...ada, memberId: 2 }, 'other', 60_000);
      await opened.wait(200);
      expect(await shelf.take(ada)).toBeUndefined();
      expect(await shelf.take({ ...ada, memberId: 2 })).toBe('other');
    });

    it('gives one session to one of those who ask at once', async () => {
      await shelf.save(ada, 'text', 60_000);
      const taken = await Promise.all([1, 2, 3].map(() => shelf.take(ada)));
      expect(taken.filter((text) => text !== undefined)).toEqual(['text']);
    });
  });
}
