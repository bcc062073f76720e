import { join } from 'node:path';
import type { Files } from '@parley/domains/files';
import type { Identity } from '@parley/domains/identity';
import type { Clock, Hub } from '@parley/hub';
import type { Database } from '@parley/store';
import type { AdminDeps } from './admin/index.ts';
import type { CallerDeps } from './auth/callers.ts';
import type { Config } from './config/index.ts';
import type { StoreCounts } from './counted-database.ts';
import { observe } from './observe.ts';

/** The admin API's needs, met by the parts of a server. */
export function adminDeps(parts: {
  readonly config: Config;
  readonly clock: Clock;
  readonly db: Database;
  readonly counts: StoreCounts;
  readonly identity: Identity;
  readonly files: Files;
  readonly hub: Hub;
  readonly callers: CallerDeps;
}): AdminDeps {
  const { config, clock, db, counts, identity, files, hub, callers } = parts;
  return {
    clock,
    ...callers,
    createMember: (member) => identity.createMember(member),
    disconnectMember: (memberId) => identity.disconnectMember(memberId),
    setMemberActive: (memberId, isActive) => identity.setMemberActive(memberId, isActive),
    rotateKeys: () => identity.rotateKeys(),
    listMembers: ({ after, limit }) => identity.listMembers({ after, limit }),
    mintToken: async ({ memberId, lifetimeMs }) => {
      const member = await identity.findMember({ id: memberId });
      if (member === undefined) return undefined;
      const { token, expiresAt } = await identity.mintToken(memberId, { lifetimeMs });
      return { token, expiresAt: new Date(expiresAt).toISOString() };
    },
    tail: (topic, listener) =>
      observe(hub, topic, ({ event, payload, sender, timestamp, position }) => {
        listener({
          topic,
          event,
          payload,
          sender,
          timestamp,
          ...(position === undefined ? {} : { offset: position.offset }),
        });
      }),
    ...(db.backup === undefined ? {} : { backup: async (file) => db.backup?.(file) }),
    files,
    backupFolder: join(config.dataDir, 'backups'),
    stats: () => ({
      connections: hub.sessions.size,
      topics: hub.topics.size,
      logReads: counts.reads,
      uptimeSeconds: Math.round(process.uptime()),
      engine: db.engine,
    }),
  };
}
