import type { Grants, Refusal } from '@parley/hub';
import type { Database } from '@parley/store';
import { callSeats } from '../call-seats.ts';
import { unitsBeside, type Domain, type DomainDeps, type TopicRule } from '../domain.ts';
import { ownChannel } from '../own-channel.ts';
import { boardAct } from './board/board-act.ts';
import { boardMigrations } from './board/migrations.ts';
import { exchangeLimits } from './limits.ts';
import { exchangeMigrations } from './migrations.ts';
import { partiesOf } from './repository.ts';
import { bookingIdOf, exchangeGrants } from './rules.ts';
import { exchangeChannel, exchangeKinds } from './schema.ts';
import { exchangeShapes } from './shapes.ts';
import { StayBook } from './stay-book.ts';

const listenOnly: Grants = { publish: false, history: true, presence: false, whisper: false };
const notYours: Refusal = { refused: 'forbidden', reason: "another member's own topic" };

/**
 * Who may join `exchange/text:<id>` and its siblings: those related to the booking of that id. What is
 * stored on a whiteboard is drawn on its board.
 */
export function exchangeTopics(
  db: Pick<Database, 'read' | 'run' | 'trim'>,
  { callParticipants }: Pick<DomainDeps, 'callParticipants'> = {},
): readonly TopicRule[] {
  const seats = callSeats(callParticipants);
  return exchangeKinds.map((kind) => ({
    ...(kind === 'whiteboard' ? { act: boardAct(db) } : {}),
    pattern: `exchange/${kind}:{id}`,
    rule: async ({ principal: { memberId }, params }) => {
      const id = bookingIdOf(params['id']);
      const booking = id === undefined ? undefined : await partiesOf(db.read, id);
      const grants = exchangeGrants(booking, memberId);
      return kind === 'call' && !('refused' in grants) ? { ...grants, seats } : grants;
    },
  }));
}

/** Schedules, quotes, bookings, and the text, calls and whiteboards of the two people of each. */
export const exchangeDomain: Domain = {
  name: 'exchange',
  migrations: [...exchangeMigrations, ...boardMigrations],
  units: unitsBeside(import.meta.url),
  topics: (deps) => [
    ...exchangeTopics(deps.db, deps),
    {
      pattern: 'exchange-channel-{id}',
      rule: ({ principal, topic }) =>
        topic === exchangeChannel(principal.memberId) ? listenOnly : notYours,
    },
  ],
  events: exchangeShapes,
  channels: () => [ownChannel('ExchangeChannel', exchangeChannel)],
  ownTopics: (memberId) => [exchangeChannel(memberId)],
  attendance: ({ db, node, isAlone, clock }) => {
    const book = new StayBook(db, { node, isAlone });
    return {
      patterns: exchangeKinds.map((kind) => `exchange/${kind}:{id}`),
      heard: (attendance) => book.hear(attendance),
      gone: (gone) => book.gone(gone),
      jobs: [
        {
          name: 'exchange.stays',
          every: exchangeLimits.stayBeat.default,
          run: () => book.beat(clock.now()),
        },
      ],
      close: () => book.flush(),
    };
  },
};
