import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { addHealth } from './health.ts';

describe('readiness', () => {
  it('says so in time when the database does not even answer with an error', async () => {
    const app = fastify();
    addHealth(app, {
      db: { health: () => new Promise(() => undefined) },
      stopping: () => false,
      rightsAreFresh: () => true,
    });
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({
      ready: false,
      checks: { database: 'no answer within 2000 ms' },
      degraded: ['database'],
    });
    await app.close();
  });
});
