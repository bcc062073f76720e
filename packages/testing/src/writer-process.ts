import { HubError } from '@parley/hub';
import { openDatabase, type Database } from '@parley/store';
import { sampleMigrations, sampleUnits, scatter, stall } from './sample-units.ts';

// A process that writes until it is done or killed, and tells each acknowledgement on its output.
// What message a client id stands for follows from the id alone, so a repeat after a kill is the same.

/** What the process is told, as JSON in its first argument. */
export interface WriterTask {
  readonly url?: string;
  readonly folder: string;
  /** Starts every client id of this process. */
  readonly name: string;
  /** For each writer the number of its first message. */
  readonly starts: readonly number[];
  /** Messages per writer. */
  readonly count: number;
  readonly topics: readonly string[];
  /** After so many acknowledgements: hold a transaction open on the first topic, say so, and wait. */
  readonly stallAfter?: number;
}

/** What it says, one line of JSON each. */
export type WriterLine =
  | {
      readonly kind: 'acknowledged';
      readonly writer: number;
      readonly number: number;
      readonly topic: string;
      readonly epoch: string;
      readonly offset: number;
      readonly clientId: string;
      readonly payload: string;
    }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'stalled' }
  | { readonly kind: 'done' };

/** The topics that a client id's message goes to, the primary one first, and whether by a unit. */
export function wishOf(
  clientId: string,
  topics: readonly string[],
): { readonly topics: readonly [string, ...string[]]; readonly unit: boolean } {
  let state = 0x811c9dc5;
  const next = (below: number): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 8) % below;
  };
  for (const letter of clientId) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  const left = [...topics];
  const take = (): string => left.splice(next(left.length), 1)[0] ?? '';
  const first = take();
  const unit = next(3) > 0;
  return { topics: unit ? [first, ...Array.from({ length: next(4) }, take)] : [first], unit };
}

if (process.argv[2]?.startsWith('{') === true) {
  await write(JSON.parse(process.argv[2]) as WriterTask);
}

async function write(task: WriterTask): Promise<void> {
  const database = await openDatabase({
    ...(task.url === undefined ? {} : { url: task.url, poolSize: 8 }),
    folder: task.folder,
    modules: [{ url: sampleUnits }],
    migrations: sampleMigrations,
  });
  let acknowledged = 0;
  const lane = async (writer: number): Promise<void> => {
    const start = task.starts[writer] ?? 0;
    for (let number = start; number < start + task.count; number++) {
      const clientId = `${task.name}-${writer}-${number}`;
      const line = await untilAcknowledged(database, task, clientId);
      say({ kind: 'acknowledged', writer, number, ...line });
      acknowledged += 1;
      if (acknowledged === task.stallAfter) {
        void database.run(stall, { topic: task.topics[0] ?? '' }).catch(() => undefined);
      }
    }
  };
  await Promise.all(task.starts.map((_start, writer) => lane(writer)));
  say({ kind: 'done' });
  await database.close();
}

interface Line {
  readonly topic: string;
  readonly epoch: string;
  readonly offset: number;
  readonly clientId: string;
  readonly payload: string;
}

/** As an outbox does: the same id again until it is known what became of it. */
async function untilAcknowledged(
  database: Database,
  task: WriterTask,
  clientId: string,
): Promise<Line> {
  const wish = wishOf(clientId, task.topics);
  const [topic] = wish.topics;
  const payload = JSON.stringify({ text: clientId });
  for (;;) {
    try {
      const { position } = wish.unit
        ? await database.run(
            scatter,
            { topics: wish.topics, text: clientId },
            { once: { publisher: task.name, clientId, content: clientId } },
          )
        : await database.log.append({
            topic,
            event: 'message',
            payload,
            sender: 's',
            connectionId: null,
            memberId: null,
            publisher: task.name,
            clientId,
          });
      if (position === undefined) throw new Error(`${clientId} has no position`);
      return { topic, ...position, clientId, payload };
    } catch (error) {
      if (!(error instanceof HubError) || !error.retry) throw error;
      say({ kind: 'refused', code: error.message });
    }
  }
}

function say(line: WriterLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
