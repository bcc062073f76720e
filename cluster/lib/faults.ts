import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { Fault } from './schedule.ts';

/**
 * Lets a schedule happen to a cluster; resolves when all is over and everything runs again. Faults of
 * one victim wait for each other: what is being restarted is not killed.
 */
export async function happen(cluster: Cluster, faults: readonly Fault[]): Promise<void> {
  const start = Date.now();
  const queues = new Map<string, Promise<void>>();
  const all: Promise<void>[] = [];
  for (const fault of faults) {
    await wait(Math.max(0, start + fault.at - Date.now()));
    const victim = victimOf(fault);
    const turn = (queues.get(victim) ?? Promise.resolve()).then(() => strike(cluster, fault));
    // A failure is told by `all`.
    queues.set(
      victim,
      turn.catch(() => undefined),
    );
    all.push(turn);
  }
  await Promise.all(all);
}

function victimOf(fault: Fault): string {
  if (fault.kind === 'kill') return 'nodes';
  if (fault.kind.startsWith('redis')) return 'redis';
  return 'postgres';
}

async function strike(cluster: Cluster, fault: Fault): Promise<void> {
  const { postgres, redis } = cluster;
  switch (fault.kind) {
    case 'kill': {
      const node = cluster.node(fault.node);
      await node.kill();
      await wait(fault.lasts);
      // While the database is away a start fails, as it should; whoever runs it tries again.
      for (let tries = 1; ; tries++) {
        try {
          return await node.restart();
        } catch (error) {
          if (tries === 5) throw error;
        }
      }
    }
    case 'redis restarts empty':
      return redis.restartEmpty();
    case 'redis is gone':
      await redis.kill();
      await wait(fault.lasts);
      return redis.restartEmpty();
    case 'redis pauses':
      return redis.pause(fault.lasts);
    case 'redis is slow': {
      const { toRedis } = cluster.node(fault.node);
      toRedis.delay(fault.ms);
      await wait(fault.lasts);
      return toRedis.delay(0);
    }
    case 'postgres restarts':
      return postgres.restart();
    case 'postgres pauses':
      return postgres.pause(fault.lasts);
    case 'redis is out of reach':
    case 'postgres is out of reach': {
      const { toRedis, toPostgres } = cluster.node(fault.node);
      const network = fault.kind === 'redis is out of reach' ? toRedis : toPostgres;
      network.become(fault.silent ? 'silent' : 'cut');
      await wait(fault.lasts);
      return network.become('open');
    }
  }
}
