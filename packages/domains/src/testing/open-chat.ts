import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredPublication } from '@parley/hub';
import { openDatabase, type Database } from '@parley/store';
import { chatDomain, createChat, type Chat } from '../chat/index.ts';
import { CHAT_EVENT, memberTopic, type CreateRoomBody } from '../chat/schema.ts';
import type { DomainDeps } from '../domain.ts';
import { filesDomain } from '../files/index.ts';
import { createIdentity, identityDomain } from '../identity/index.ts';
import { notificationsDomain } from '../notifications/index.ts';
import { quickHasher, StillClock } from './still.ts';

type Signal = Parameters<DomainDeps['signal']>[0];

/** An event of chat as it was committed, its payload parsed. */
export interface Heard {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: StoredPublication;
}

/** Chat over one new database. */
export interface OpenChat {
  readonly db: Database;
  readonly clock: StillClock;
  readonly chat: Chat;
  readonly deps: DomainDeps;
  /** Everything transient. */
  readonly signals: Signal[];
  /** Makes a member; answers the id. */
  member(name: string): Promise<number>;
  /** A private group room of these members, the first its owner; answers its uuid. */
  room(
    memberIds: readonly [number, ...number[]],
    options?: Partial<CreateRoomBody['chat_room']>,
  ): Promise<string>;
  /** Says something; answers the message's id. */
  say(memberId: number, uuid: string, text: string, parent?: number): Promise<number>;
  /** What was committed on a topic so far, internal events left out; from here on with `since`. */
  on(topic: string, since?: number): Heard[];
  /** How much was heard so far, for `on`. */
  mark(): number;
  /** The topics that an event about a message went to, in their order. */
  topicsOf(event: string, messageId: number): string[];
  /** Everything the log holds of a topic, as stored now. */
  stored(topic: string): Promise<Heard[]>;
  /** The bytes of the embedded database's files, after closing it. */
  files(): Promise<Buffer>;
  close(): Promise<void>;
}

/** Who acts, as the doors say it. */
interface Actor {
  readonly memberId: number;
  readonly isAdministrator: boolean;
}

/** What the suites of rooms ask of a chat that is opened by the time they do. */
export function earsOf(at: () => OpenChat): {
  readonly actor: (memberId: number, isAdministrator?: boolean) => Actor;
  /** What a member was told on their own topic since then: events with their payloads. */
  readonly heard: (memberId: number, since: number) => [string, unknown][];
  /** The events on a topic since then. */
  readonly events: (topic: string, since: number) => string[];
} {
  return {
    actor: (memberId, isAdministrator = false) => ({ memberId, isAdministrator }),
    heard: (memberId, since) =>
      at()
        .on(memberTopic(memberId), since)
        .map(({ event, payload }) => [event, payload]),
    events: (topic, since) =>
      at()
        .on(topic, since)
        .map(({ event }) => event),
  };
}

const domains = [identityDomain, chatDomain, notificationsDomain, filesDomain];

/** Opens a database of its own: Postgres at this URL, SQLite in a temporary folder without one. */
export async function openChat(
  url?: string,
  options: { readonly fanoutLimit?: number } = {},
): Promise<OpenChat> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-chat-'));
  const clock = new StillClock();
  const db = await openDatabase({
    url,
    folder,
    clock,
    modules: domains.map(({ units }) => units),
    migrations: domains.flatMap(({ migrations }) => migrations),
  });
  const heard: StoredPublication[] = [];
  db.log.onCommit((publications) => heard.push(...publications));
  const signals: Signal[] = [];
  const deps: DomainDeps = { db, signal: (publication) => signals.push(publication) };
  const chat = createChat({ ...deps, ...options });
  const hasher = quickHasher;
  const secret = new Uint8Array(32);
  const identity = createIdentity({ db, clock, secret, signUp: 'open', hasher });
  const parsed = (at: StoredPublication): Heard => ({
    event: at.event.replace(CHAT_EVENT, ''),
    payload: JSON.parse(at.payload),
    at,
  });
  let isOpen = true;
  const shut = async (): Promise<void> => {
    if (isOpen) await db.close();
    isOpen = false;
  };
  return {
    db,
    clock,
    chat,
    deps,
    signals,
    member: async (name) => {
      const email = `${name.toLowerCase()}@example.com`;
      const account = { name, email, password: 'a good password', role: 'member' } as const;
      return (await identity.createMember(account)).id;
    },
    room: async ([owner, ...others], more = {}) => {
      const chat_room = { kind: 'group_chat', name: 'Room', community_member_ids: others } as const;
      return (await chat.createRoom(owner, { chat_room: { ...chat_room, ...more } })).uuid;
    },
    say: async (memberId, uuid, body, parent) => {
      const sent = await chat.send({ memberId }, uuid, { body, parent_message_id: parent });
      return sent.message.id;
    },
    on: (topic, since = 0) =>
      heard
        .slice(since)
        .filter((one) => one.topic === topic && !one.internal)
        .map(parsed),
    mark: () => heard.length,
    topicsOf: (event, messageId) =>
      heard
        .filter(
          (one) => one.event === CHAT_EVENT + event && parsed(one).payload['id'] === messageId,
        )
        .map(({ topic }) => topic),
    stored: async (topic) => {
      const { messages } = await db.log.read({ topic, limit: 1000, after: 0, internal: false });
      return messages.map(parsed);
    },
    files: async () => {
      await shut();
      const names = await readdir(folder);
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
    },
    close: async () => {
      await shut();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
