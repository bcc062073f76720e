import { randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A consistent copy on its way to the operator. */
export interface BackupStream {
  readonly bytes: number;
  readonly stream: ReadStream;
}

/**
 * Makes a copy of the database in `folder` and opens it to be read once. The copy is gone when the
 * stream has closed, whether it was read to its end or not.
 */
export async function backupStream(
  folder: string,
  backup: (file: string) => Promise<void>,
): Promise<BackupStream> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `leaving-${randomUUID()}`);
  const remove = (): Promise<void> => rm(file, { force: true });
  try {
    await backup(file);
    const { size } = await stat(file);
    const stream = createReadStream(file);
    stream.on('close', () => void remove());
    return { bytes: size, stream };
  } catch (error) {
    await remove();
    throw error;
  }
}
