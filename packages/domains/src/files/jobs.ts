import type { FileStore } from '@parley/hub';
import type { Database } from '@parley/store';
import type { Job } from '../domain.ts';
import { fileLimits } from './limits.ts';
import { goneFiles } from './repository.ts';
import { forgetFilesUnit, giveUpFilesUnit } from './units.ts';

/** What files do beside what they are asked. Several nodes may do it at once. */
export function fileJobs(db: Database, store: FileStore): readonly Job[] {
  return [
    {
      name: 'files.giveUp',
      every: fileLimits.giveUpEvery.default,
      run: async () => {
        await db.run(giveUpFilesUnit, null);
      },
    },
    {
      name: 'files.sweep',
      every: fileLimits.sweepEvery.default,
      run: () => sweepFiles(db, store),
    },
  ];
}

/** Lets go of the bytes of what is gone, and forgets it then. */
export async function sweepFiles(db: Database, store: FileStore): Promise<void> {
  const most = fileLimits.sweptAtOnce.default;
  for (;;) {
    const gone = await goneFiles(db.read, most);
    for (const { name } of gone) await store.delete(name);
    if (gone.length > 0) await db.run(forgetFilesUnit, { ids: gone.map(({ id }) => id) });
    if (gone.length < most) return;
  }
}
