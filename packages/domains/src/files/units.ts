import { defineUnit, type Unit } from '@parley/store';
import type { Content } from './content.ts';
import { fileLimits } from './limits.ts';
import {
  forgetFiles,
  insertFile,
  markGone,
  markStale,
  readyFile,
  takenBy,
  viewOf,
} from './repository.ts';
import type { FileView } from './schema.ts';

/** A file that is about to come. */
export interface BeginArgs {
  readonly name: string;
  readonly topic: string;
  readonly memberId: number;
  readonly title: string;
  /** What is set aside for it. */
  readonly bytes: number;
  readonly quota: number;
}

/** Sets room aside for a file, before its first byte is kept; `undefined`: there is none left. */
export const beginFileUnit: Unit<BeginArgs, { readonly id: number | undefined }> = defineUnit({
  name: 'files.begin',
  // One after another, so that two at once do not both take the last room.
  topic: ({ memberId }) => `$files:${memberId}`,
  run: async (tx, { name, topic, memberId, title, bytes, quota }) => {
    const charge = Math.max(bytes, fileLimits.leastCharge.default);
    if ((await takenBy(tx.db, memberId)) + charge > quota) return { id: undefined };
    const file = { name, topic, title, bytes, member_id: memberId, created_on: tx.now };
    return { id: await insertFile(tx.db, file) };
  },
});

/** Notes what has come. */
export const readyFileUnit: Unit<
  { readonly id: number; readonly content: Content },
  { readonly file: FileView | undefined }
> = defineUnit({
  name: 'files.ready',
  run: async (tx, { id, content }) => {
    const row = await readyFile(tx.db, id, content, tx.now);
    return { file: row && viewOf(row) };
  },
});

/** Takes a file away from everybody. */
export const removeFileUnit: Unit<{ readonly id: number }, null> = defineUnit({
  name: 'files.remove',
  run: async (tx, { id }) => {
    await markGone(tx.db, { id }, tx.now);
    return null;
  },
});

/** Forgets files whose bytes are gone. */
export const forgetFilesUnit: Unit<{ readonly ids: readonly number[] }, null> = defineUnit({
  name: 'files.forget',
  run: async (tx, { ids }) => {
    await forgetFiles(tx.db, ids);
    return null;
  },
});

/** Gives up files that did not come, and those that were not sent. */
export const giveUpFilesUnit: Unit<null, null> = defineUnit({
  name: 'files.giveUp',
  run: async (tx) => {
    const before = (ms: number): string => new Date(Date.parse(tx.now) - ms).toISOString();
    await markStale(tx.db, {
      unfinished: before(fileLimits.unfinishedFor.default),
      unattached: before(fileLimits.unattachedFor.default),
      now: tx.now,
    });
    return null;
  },
});
