import { Buffer } from 'node:buffer';
import type { FastifyBaseLogger } from 'fastify';
import { DatabaseTickets } from '@parley/domains/identity';
import type { Clock } from '@parley/hub';
import { RedisBus, RedisNodes, RedisSessionShelf, RedisTickets } from '@parley/redis';
import type { Database } from '@parley/store';
import { FallbackTickets } from './fallback-tickets.ts';
import type { Neighbours } from './neighbours.ts';

/**
 * Neighbours over Redis. Losing it loses no stored message: those come with the next look at the
 * log, and tickets go to the database. What is not stored stays on its node meanwhile.
 */
export async function overRedis(options: {
  readonly url: string;
  readonly clock: Clock;
  readonly db: Database;
  readonly logger: FastifyBaseLogger;
}): Promise<Neighbours> {
  const { url, clock, db, logger } = options;
  // Neighbours are those on the same database: another community's on this Redis are not heard.
  const community = await db.secret('neighbours', 9);
  const prefix = `parley:${Buffer.from(community).toString('base64url')}`;
  const bus = new RedisBus({
    url,
    prefix,
    onState: (state) => {
      if (state === 'up') logger.info('Redis is there: nodes hear each other');
      else
        logger.warn(
          'Redis is away: what is not stored stays on its node, stored messages come late',
        );
    },
  });
  const nodes = new RedisNodes({ url, prefix, clock, node: bus.node });
  const redisTickets = new RedisTickets({ url, prefix });
  const tickets = new FallbackTickets(redisTickets, new DatabaseTickets(db, clock));
  const shelf = new RedisSessionShelf({ url, prefix });
  return {
    bus,
    nodes,
    tickets,
    shelf,
    state: () => (bus.up ? 'ok' : 'away: stored messages come late, others stay on their node'),
    ticketsFellBack: () => tickets.isAway,
    close: async () => {
      await nodes.close();
      redisTickets.close();
      shelf.close();
      bus.close();
    },
  };
}
