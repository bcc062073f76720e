import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Client } from './client-api.ts';
import { memoryStorage, world, type World } from './testing/setup.ts';

type Step =
  | { readonly do: 'send' | 'publish' | 'lose' | 'hide' | 'repeat' | 'drop' | 'reload' | 'late' }
  | { readonly do: 'serve' | 'deliver' | 'wait'; readonly n: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('lose' as const, 'hide' as const, 'repeat' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reload' as const, 'late' as const) }) },
  // Frames move one by one, so a drop may come before a send, between commit and answer, or in mid-replay.
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('serve' as const), n: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      n: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), n: fc.constantFrom(100, 800, 4_000) }),
  },
);

/** One page's life: what it was shown and what it was told of its own messages. */
class Life {
  readonly client: Client;
  /** The offsets that each subscriber of the page was shown. */
  readonly shown: number[][] = [];
  readonly acknowledged: { text: string; offset: number | undefined }[] = [];
  readonly gaps: unknown[] = [];
  sent: string[] = [];
  over = false;

  constructor(client: Client) {
    this.client = client;
    this.listen();
    client.connect();
  }

  listen(): void {
    const shown: number[] = [];
    this.shown.push(shown);
    this.client.subscribe(
      't',
      {
        message: ({ position }) => void (!this.over && shown.push(position?.offset ?? 0)),
        gap: (gap) => this.gaps.push(gap),
      },
      { history: 3 },
    );
  }

  send(text: string): void {
    this.sent.push(text);
    this.client.transmit(true, 'said', 't', text).then(
      ({ position }) => this.acknowledged.push({ text, offset: position?.offset }),
      (error: unknown) => {
        throw error;
      },
    );
  }

  end(): void {
    this.over = true;
    // Before its first connection a page does not know whose messages it holds, and keeps none.
    if (this.client.member === undefined) this.sent = [];
    this.client.disconnect();
  }
}

function serve(server: World['server']): void {
  const [socket] = server.open;
  if (socket !== undefined) server.serve(socket);
}

async function run(steps: readonly Step[]): Promise<{ w: World; lives: Life[] }> {
  const w = world({ resumeLimit: 5, pageSize: 2 });
  const { server } = w;
  const storage = memoryStorage();
  const live = (): Life => new Life(w.client(1, { storage }));
  let life = live();
  const lives = [life];
  await w.settle();
  server.auto = false;
  let texts = 0;
  for (const { do: what, ...more } of steps) {
    const n = 'n' in more ? more.n : 0;
    const text = `${what} ${++texts}`;
    const [socket] = server.open;
    if (what === 'send') life.send(text);
    else if (what === 'publish') server.publish('t', 'said', text);
    else if (what === 'lose') server.publish('t', 'said', text, { lose: true });
    else if (what === 'hide') server.publish('t', 'said', text, { internal: true });
    else if (what === 'repeat') server.repeat('t');
    else if (what === 'late') life.listen();
    else if (what === 'drop') socket?.cut();
    else if (what === 'wait') await w.clock.advanceAsync(n);
    else if (what === 'serve') for (let i = 0; i < n; i += 1) serve(server);
    else if (what === 'deliver') for (let i = 0; i < n; i += 1) socket?.deliver();
    else {
      life.end();
      life = live();
      lives.push(life);
    }
    await w.settle();
  }
  server.auto = true;
  server.pump();
  await w.clock.advanceAsync(60_000);
  // Something live shows every loss that nothing else would.
  server.publish('t', 'said', 'the last');
  await w.settle();
  return { w, lives };
}

describe('drops, reloads and lost frames, in any order', () => {
  it('A8 F2 lose nothing, double nothing and keep the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { w, lives } = await run(steps);
        const log = w.server.log('t');
        const visible = log.held.map((m) => m.offset);

        // Each subscriber saw a stretch of the log without a hole, those of the last page up to its end.
        for (const { shown, gaps } of lives) {
          for (const offsets of shown) {
            const from = visible.indexOf(offsets[0] ?? Number.NaN);
            expect(offsets).toEqual(from < 0 ? [] : visible.slice(from, from + offsets.length));
          }
          expect(gaps).toEqual([]);
        }
        for (const offsets of lives.at(-1)?.shown ?? []) expect(offsets.at(-1)).toBe(log.head);

        // Everything sent is stored once, in the order it was sent.
        const sent = lives.flatMap((life) => life.sent);
        const stored = log.held.map((m) => m.payload).filter((p) => sent.includes(p as string));
        expect(stored).toEqual(sent);

        // What was acknowledged is where the acknowledgement says.
        for (const { text, offset } of lives.flatMap((life) => life.acknowledged)) {
          expect(log.messages[(offset ?? 0) - 1]?.payload).toBe(text);
        }
        // The page that lived on was told of all its own.
        const last = lives.at(-1);
        expect(last?.acknowledged.map((a) => a.text)).toEqual(last?.sent);
        expect(last?.client.pending('t')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});
