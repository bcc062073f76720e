import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Position, Principal, Rule, StoredPublication } from '@parley/hub';
import { openDatabase, type Database } from '@parley/store';
import { chatDomain, createChat, type Chat } from '../chat/index.ts';
import { demoUnits } from '../demo.ts';
import { createExchange, exchangeDomain, type Exchange } from '../exchange/index.ts';
import { filesDomain } from '../files/index.ts';
import { createIdentity, identityDomain } from '../identity/index.ts';
import type { Identity, IdentityOptions } from '../identity/index.ts';
import type { MemberView } from '../identity/schema.ts';
import {
  createNotifications,
  notificationsDomain,
  type Notifications,
} from '../notifications/index.ts';
import { quickHasher, StillClock } from './still.ts';

export { quickHasher, StillClock };

/** All domains over one new database. */
export interface OpenDomains {
  readonly db: Database;
  readonly clock: StillClock;
  readonly identity: Identity;
  readonly chat: Chat;
  readonly notifications: Notifications;
  readonly exchange: Exchange;
  /** Every publication committed so far. */
  readonly heard: StoredPublication[];
  /** Identity over the same database with other settings. */
  identityWith(options: Partial<IdentityOptions>): Identity;
  /** Makes a member with the password `a good password`. */
  member(name: string): Promise<MemberView>;
  close(): Promise<void>;
}

const domains = [identityDomain, chatDomain, notificationsDomain, exchangeDomain, filesDomain];
const modules = [...domains.map((one) => one.units), demoUnits];
const migrations = domains.flatMap((one) => one.migrations);

/** Opens a database of its own: Postgres at this URL, SQLite in a temporary folder without one. */
export async function openDomains(url?: string): Promise<OpenDomains> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-domains-'));
  const clock = new StillClock();
  const db = await openDatabase({ url, folder, modules, migrations, clock });
  const heard: StoredPublication[] = [];
  db.log.onCommit((publications) => heard.push(...publications));
  const identityWith = (options: Partial<IdentityOptions>): Identity =>
    createIdentity({
      db,
      clock,
      secret: randomBytes(32),
      signUp: 'open',
      hasher: quickHasher,
      ...options,
    });
  const identity = identityWith({});
  return {
    db,
    clock,
    identity,
    chat: createChat({ db, signal: () => {} }),
    notifications: createNotifications({ db }),
    exchange: createExchange({ db, clock }),
    heard,
    identityWith,
    member: (name) =>
      identity.createMember({
        name,
        email: `${name.toLowerCase()}@example.com`,
        password: 'a good password',
        role: 'member',
      }),
    close: async () => {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Says something on a topic, as the hub would. */
export async function say(
  db: Database,
  topic: string,
  text: string,
  memberId: number,
  guard?: { unit: string; args: unknown },
): Promise<Position> {
  const { position } = await db.log.append({
    topic,
    event: 'message',
    payload: JSON.stringify({ message: text }),
    sender: `m${memberId}`,
    connectionId: null,
    memberId,
    publisher: `m${memberId}`,
    ...(guard === undefined ? {} : { guard }),
  });
  return position;
}

/** Asks a rule as the hub would. */
export function ask(rule: Rule, member: MemberView, topic: string): ReturnType<Rule> {
  const { id: memberId, name, role, color } = member;
  const profile = { memberId, name, role, color };
  const principal: Principal = { memberId, profile, credential: 'session:1' };
  const uuid = topic.slice(topic.indexOf(':') + 1);
  return rule({ principal, topic, params: { uuid, id: uuid } });
}
