import { startPostgres, type TestPostgres } from '@parley/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat, type OpenChat } from '../testing/open-chat.ts';
import { memberTopic } from './schema.ts';
import { editMessageUnit } from './units/message-changes.ts';

let server: TestPostgres;
let at: OpenChat;
/** Another node. */
let other: OpenChat;

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.createDatabase();
  at = await openChat(url, { fanoutLimit: 1 });
  other = await openChat(url, { fanoutLimit: 1 });
});
afterAll(async () => {
  await other.close();
  await at.close();
  await server.stop();
});

/** Resolves when a transaction waits for another's lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_locks
      where not granted`.execute(at.db.read);
    if ((rows[0]?.count ?? 0) > 0) return;
  }
}

describe('C12 a pinned message is quoted as it is', () => {
  it('when somebody pins the room while the message is edited', async () => {
    const ada = await at.member('Ada');
    const bob = await at.member('Bob');
    const uuid = await at.room([ada, bob]);
    const messageId = await at.say(ada, uuid, 'the old text');
    const owner = { memberId: ada, isAdministrator: false };
    await at.chat.updateRoom(owner, uuid, { pinned_message_id: messageId });
    let reached = (): void => {};
    let go = (): void => {};
    const isReached = new Promise<void>((resolve) => (reached = resolve));
    const mayGo = new Promise<void>((resolve) => (go = resolve));
    const slow: typeof editMessageUnit = {
      ...editMessageUnit,
      run: async (tx, args) => {
        const value = await editMessageUnit.run(tx, args);
        reached();
        await mayGo;
        return value;
      },
    };
    const text = 'the new text';
    const richText = {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
    };
    const change = { uuid, memberId: ada, messageId, fanoutLimit: 1, richText, text };
    const edited = at.db.run(slow, change);
    await isReached;
    const pinned = other.chat.pinRoom(bob, uuid);
    await Promise.race([pinned, somebodyWaits()]);
    go();
    await Promise.all([edited, pinned]);
    const told = JSON.stringify(await at.stored(memberTopic(bob)));
    expect(told).toContain(text);
    expect(told).not.toContain('the old text');
  });
});
