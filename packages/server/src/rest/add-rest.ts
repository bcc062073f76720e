import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { createChat } from '@parley/domains/chat';
import { createExchange } from '@parley/domains/exchange';
import type { Identity } from '@parley/domains/identity';
import type { Clock, Hub, Tickets } from '@parley/hub';
import type { Database } from '@parley/store';
import { allowedOrigins } from '../auth/index.ts';
import type { Config } from '../config/index.ts';
import { restPlugin } from './plugin.ts';

/** What the composition root has at hand. */
export interface RestParts {
  readonly config: Pick<Config, 'origins' | 'publicUrl' | 'demo'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly db: Database;
  readonly identity: Identity;
  readonly hub: Pick<Hub, 'publish' | 'limits'>;
  readonly tickets: Tickets;
  readonly isAppToken: (token: string) => boolean;
}

/** Puts the REST door together and adds it to the server. */
export async function addRest(app: FastifyInstance, parts: RestParts): Promise<void> {
  const { config, clock, db, identity, hub, tickets, isAppToken } = parts;
  await app.register(
    restPlugin({
      clock,
      identity,
      tickets,
      isAppToken,
      chat: createChat({ db }),
      exchange: createExchange({ db }),
      publish: (publication) => hub.publish(publication),
      allowedOrigins: allowedOrigins(config),
      publicUrl: config.publicUrl,
      ticketLifetime: hub.limits.ticketLifetime,
      messageBytes: hub.limits.frameBytes,
      server: { version: version(), demo: config.demo },
    }),
  );
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
