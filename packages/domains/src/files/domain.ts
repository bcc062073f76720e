import { randomBytes } from 'node:crypto';
import type { FileStore } from '@parley/hub';
import type { Database } from '@parley/store';
import { valueOf } from '../db.ts';
import { unitsBeside, type Domain } from '../domain.ts';
import { DomainError } from '../errors.ts';
import { Inspection, requireSize } from './content.ts';
import type { Files, Upload } from './files.ts';
import { fileJobs } from './jobs.ts';
import { fileLimits } from './limits.ts';
import { fileMigrations } from './migrations.ts';
import { fileNamed, keptFiles, viewOf } from './repository.ts';
import { mayRead, titleOf } from './rules.ts';
import type { FileView } from './schema.ts';
import { isShown } from './types.ts';
import { beginFileUnit, readyFileUnit, removeFileUnit } from './units.ts';

/** Random bytes of a file's name: as unguessable as a key. */
const NAME_BYTES = 24;

/** Files that members show each other on topics: attachments, and shared pages. */
export const filesDomain: Domain = {
  name: 'files',
  migrations: fileMigrations,
  units: unitsBeside(import.meta.url),
  topics: () => [],
  jobs: ({ db, files }) => (files === undefined ? [] : fileJobs(db, files)),
};

/** What files are made of. */
export interface FilesOptions {
  readonly db: Database;
  readonly store: FileStore;
  readonly random?: (bytes: number) => Uint8Array;
  readonly fileBytes?: number;
  readonly fileQuota?: number;
}

/** Files over a database and a store. */
export function createFiles({
  db,
  store,
  random = randomBytes,
  fileBytes = fileLimits.fileBytes.default,
  fileQuota = fileLimits.fileQuota.default,
}: FilesOptions): Files {
  const upload = async (given: Upload): Promise<FileView> => {
    const { memberId, topic, said, length = fileBytes } = given;
    requireSize(length, fileBytes);
    const name = Buffer.from(random(NAME_BYTES)).toString('base64url');
    const title = titleOf(given.title);
    const begun = { name, topic, memberId, title, bytes: length, quota: fileQuota };
    const { id } = valueOf(await db.run(beginFileUnit, begun));
    if (id === undefined) throw new DomainError('files_full');
    try {
      const inspection = new Inspection({ said, most: fileBytes });
      await store.put(name, inspection.pass(given.bytes));
      const { file } = valueOf(await db.run(readyFileUnit, { id, content: inspection.content }));
      if (file === undefined) throw new DomainError('not_found');
      return file;
    } catch (error) {
      // The row is what a sweep finds bytes by: it goes last.
      // While the database is away, who gives up the unfinished does it later.
      await db.run(removeFileUnit, { id }).catch(() => undefined);
      throw error;
    }
  };
  return {
    upload,
    find: async (name) => {
      const row = await fileNamed(db.read, name);
      if (row === undefined) return undefined;
      const { topic, member_id: owner, topic_offset: offset } = row;
      return {
        ...viewOf(row),
        topic,
        mayRead: (memberId, grants) =>
          mayRead({ topic, memberId: owner, offset }, memberId, grants),
        isShown: isShown(row.type),
        open: (range) => store.get(name, range),
      };
    },
    list: async (page) =>
      (await keptFiles(db.read, page)).map(({ id, name, bytes }) => ({ id, key: name, bytes })),
    remove: async (memberId, name) => {
      const row = await fileNamed(db.read, name);
      if (row?.member_id !== memberId || row.message_id !== null)
        throw new DomainError('not_found');
      await db.run(removeFileUnit, { id: row.id });
    },
  };
}
