import { startPostgres, type TestPostgres } from '@parley/testing';
import type { KyselyPlugin } from 'kysely';
import type { Unit, UnitContext } from '@parley/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat, type OpenChat } from '../testing/open-chat.ts';
import { documentOf } from './rich-text/index.ts';
import { roomTopic } from './schema.ts';
import { sendUnit, type SendArgs } from './units/messages.ts';

let server: TestPostgres;
let at: OpenChat;

beforeAll(async () => {
  server = await startPostgres();
  at = await openChat(await server.createDatabase());
});
afterAll(async () => {
  await at.close();
  await server.stop();
});

/** The unit, and how many queries its runs have made beside the log's own. */
function counted<A, R>(unit: Unit<A, R>): { unit: Unit<A, R>; queries: () => number } {
  let queries = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const run = (tx: UnitContext, args: A): Promise<R> =>
    unit.run(
      {
        db: tx.db.withPlugin(plugin),
        now: tx.now,
        head: tx.head,
        lock: (topics) => tx.lock(topics),
        publish: (publication) => tx.publish(publication),
        redact: (...what) => tx.redact(...what),
      },
      args,
    );
  return { unit: { ...unit, run }, queries: () => queries };
}

describe('C8 what one message costs', () => {
  const members: number[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 30; n += 1) members.push(await at.member(`Member${n}`));
  });

  const cost = async (uuid: string, more: Partial<SendArgs> = {}): Promise<number[]> => {
    const [memberId = 0] = members;
    const { unit, queries } = counted(sendUnit);
    const args: SendArgs = {
      uuid,
      memberId,
      creationUuid: `${uuid}-${more.parentId ?? 'top'}`,
      richText: documentOf('Hello'),
      text: 'Hello',
      mentions: [],
      parentId: null,
      fanoutLimit: 500,
      ...more,
    };
    const before = at.mark();
    await at.db.run(unit, args);
    return [queries(), at.mark() - before];
  };

  it('in a group: four queries, and a row on the room and on each member, however many', async () => {
    const [first = 0, ...others] = members;
    const small = await at.room([first, ...others.slice(0, 2)]);
    const large = await at.room([first, ...others]);
    expect(await cost(small)).toEqual([4, 4]);
    expect(await cost(large)).toEqual([4, 31]);
    expect(await cost(large, { fanoutLimit: 20, creationUuid: 'again' })).toEqual([5, 1]);
  });

  it('in an embedded room: three queries and one row', async () => {
    const [first = 0, second = 0] = members;
    expect(await cost(await at.room([first, second], { kind: 'embedded' }))).toEqual([3, 1]);
  });

  it('to one other: the same, and their notification with its count', async () => {
    const [first = 0, second = 0] = members;
    const direct = await at.room([first, second], { kind: 'direct' });
    const [queries, rows] = await cost(direct);
    expect(queries).toBeLessThanOrEqual(10);
    expect(rows).toBe(5);
  });

  it('as a reply: the thread, its counts and the parent', async () => {
    const [first = 0, second = 0, third = 0] = members;
    const uuid = await at.room([first, second, third]);
    const parentId = await at.say(first, uuid, 'Parent');
    const [queries] = await cost(uuid, { parentId });
    expect(queries).toBeLessThanOrEqual(16);
    expect(at.on(roomTopic(uuid)).map(({ event }) => event)).toEqual([
      'newMessage',
      'newMessage',
      'updatedMessage',
    ]);
  });
});
