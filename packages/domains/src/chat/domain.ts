import { randomUUID } from 'node:crypto';
import type { Database } from '@parley/store';
import { unitsBeside, type Domain, type DomainDeps } from '../domain.ts';
import { callAct } from './call-act.ts';
import { chatChannels } from './channels.ts';
import type { Chat } from './chat.ts';
import { createMessages } from './message-actions.ts';
import { messageLimits } from './message-limits.ts';
import { chatMigrations } from './migrations.ts';
import { roomAct } from './room-act.ts';
import { createRooms } from './room-actions.ts';
import { roomJobs } from './room-jobs.ts';
import { searchMigrations } from './search-migrations.ts';
import { memberTopic } from './schema.ts';
import { chatShapes } from './shapes.ts';
import { chatAliases, chatTopics } from './topics.ts';
import { typeMigrations } from './type-migrations.ts';

/** Rooms, who is in them, what is said there, and the lists of it that each member sees live. */
export const chatDomain: Domain = {
  name: 'chat',
  migrations: [...chatMigrations, ...searchMigrations, ...typeMigrations],
  units: unitsBeside(import.meta.url),
  topics: (deps) =>
    chatTopics(deps.db, {
      act: roomAct(createChat(deps)),
      call: callAct(deps),
      callParticipants: deps.callParticipants,
    }),
  aliases: ({ db }) => chatAliases(db),
  events: chatShapes,
  channels: (deps) => chatChannels(deps.db, createChat(deps)),
  ownTopics: (memberId) => [memberTopic(memberId)],
  jobs: ({ db, fanoutLimit }) => roomJobs(db, { fanoutLimit }),
};

/** What chat is made of. */
export interface ChatOptions {
  readonly db: Database;
  readonly signal: DomainDeps['signal'];
  readonly newId?: () => string;
  /** In larger rooms, participants' own topics do not carry what is said. */
  readonly fanoutLimit?: number;
}

/** Chat over a database. */
export function createChat({
  db,
  signal,
  newId = randomUUID,
  fanoutLimit = messageLimits.fanoutLimit.default,
}: ChatOptions): Chat {
  const messages = createMessages({ db, signal, newId, fanoutLimit });
  return { ...messages, ...createRooms({ db, newId, fanoutLimit, send: messages.send }) };
}
