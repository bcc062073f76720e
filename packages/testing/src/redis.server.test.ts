import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startRedis } from './redis.ts';

/** Says one command to a Redis and answers the first bytes of its reply. */
async function say(url: string, command: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    socket.write(`${command}\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    return data.toString().trim();
  } finally {
    socket.destroy();
  }
}

describe('a real Redis', () => {
  it('can be stopped for a while, and comes back empty on the same port', async () => {
    const redis = await startRedis();
    try {
      expect(await say(redis.url, 'SET a 1')).toBe('+OK');
      const going = redis.pause(100);
      const answer = say(redis.url, 'EXISTS a');
      expect(await Promise.race([going.then(() => 'it went on'), answer])).toBe('it went on');
      expect(await answer).toBe(':1');
      await redis.restartEmpty();
      expect(await say(redis.url, 'EXISTS a')).toBe(':0');
      await redis.kill();
      await expect(say(redis.url, 'PING')).rejects.toThrow(/ECONNREFUSED/);
    } finally {
      await redis.stop();
    }
  });
});
