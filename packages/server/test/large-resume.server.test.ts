import { startParley, SwallowProxy } from '@parley/testing';
import { expect, it } from 'vitest';
import { hasty, Run } from './judged-run.ts';
import { ask, programOf } from './people.ts';

const TOPIC = 'chat:large-resume';
const patient = { timeout: 40_000 };

it('A8 a resume larger than the queue of a connection arrives over one connection, others writing meanwhile', async () => {
  const server = await startParley();
  const line = await SwallowProxy.open(server.url);
  const client = await programOf(server, 1, { through: line, clock: hasty });
  try {
    const run = new Run(TOPIC);
    await run.listen(client, 'client');
    line.swallow('down');
    const authorization = `Bearer ${server.appToken}`;
    const publish = async (count: number): Promise<void> => {
      const messages = Array.from({ length: count }, () => ({
        topic: TOPIC,
        action: 'said',
        payload: 'x'.repeat(4000),
      }));
      const { status } = await ask(
        server,
        null,
        'POST /api/publish',
        { messages },
        { authorization },
      );
      expect(status).toBe(200);
    };
    for (let n = 0; n < 9; n += 1) await publish(100);
    line.cut();
    await expect.poll(() => line.connections, patient).toBe(2);
    for (let n = 0; n < 5; n += 1) await publish(10);
    await expect.poll(() => run.heard('client').length, patient).toBe(950);
    expect(run.received.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 950 }, (_, index) => index + 1),
    );
    expect(run.gaps).toEqual([]);
    expect(line.connections).toBe(2);
  } finally {
    client.disconnect();
    await line.close();
    await server.stop();
  }
});
