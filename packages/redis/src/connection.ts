import { Redis } from 'ioredis';

/** Milliseconds after which a connection attempt or an unanswered command counts as failed. */
const PATIENCE = 2000;
/** Milliseconds between two attempts to connect, growing to this. */
const LONGEST_PAUSE = 1000;

/**
 * One connection to Redis that comes back by itself. Commands fail at once while it is away: nobody
 * here waits for Redis, since nothing durable depends on it.
 */
export function connect(url: string, options: { subscriber?: boolean } = {}): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    commandTimeout: PATIENCE,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(50 * times, LONGEST_PAUSE),
    ...(options.subscriber === true ? { enableReadyCheck: false } : {}),
  });
  // Told by `ready` and `close`; an error without a listener would end the process.
  redis.on('error', () => {});
  // The first attempt may fail; the next ones follow by themselves.
  redis.connect().catch(() => {});
  return redis;
}

/**
 * Waits for a command. A connection on which it is not answered is made anew: one into nowhere says
 * nothing, and would stay for a quarter of an hour.
 */
export async function answered<T>(redis: Redis, command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    const isSilent = error instanceof Error && error.message === 'Command timed out';
    if (isSilent && redis.status === 'ready') redis.disconnect(true);
    throw error;
  }
}
