import type { UnitContext } from '@parley/store';
import { fileNamed, markGone, type FileRow } from './repository.ts';

/**
 * The file of this name that a member may send on a topic: theirs, come there, and not sent before. Runs
 * in the unit of the message. `undefined`: there is none.
 */
export async function fileToSend(
  tx: Pick<UnitContext, 'db'>,
  {
    name,
    topic,
    memberId,
  }: { readonly name: string; readonly topic: string; readonly memberId: number },
): Promise<FileRow | undefined> {
  const file = await fileNamed(tx.db, name);
  const isTheirs = file?.member_id === memberId && file.topic === topic;
  return isTheirs && file.message_id === null ? file : undefined;
}

/** Takes the files away that messages were sent with: nobody sees them from now on, and their bytes go. */
export async function dropFilesOf(
  tx: Pick<UnitContext, 'db' | 'now'>,
  messageIds: readonly number[],
): Promise<void> {
  await markGone(tx.db, { messageIds }, tx.now);
}

/** The same for everything on a topic that is no more. */
export async function dropFilesOn(
  tx: Pick<UnitContext, 'db' | 'now'>,
  topic: string,
): Promise<void> {
  await markGone(tx.db, { topic }, tx.now);
}
