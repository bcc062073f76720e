import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { builtModule, type Database } from '@parley/store';
import { checkConsistency, type Violation } from './consistency.ts';
import type { Acknowledged, LogRow } from './history.ts';
import { wishOf, type WriterLine, type WriterTask } from './writer-process.ts';

/** What a writing process said before it ended. */
export interface WriterRun {
  readonly lines: readonly WriterLine[];
  readonly signal: string | null;
  readonly code: number | null;
}

/** Starts a writing process. `judge` sees each line; true kills the process with `kill -9`. */
export async function runWriter(
  task: WriterTask,
  judge: (line: WriterLine) => boolean = () => false,
): Promise<WriterRun> {
  const script = new URL(builtModule(new URL('./writer-process.ts', import.meta.url).href));
  const child = spawn(process.execPath, [script.pathname, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const gone = once(child, 'close');
  const lines: WriterLine[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    // The last line may be cut off by the kill.
    if (!text.endsWith('}')) continue;
    const line = JSON.parse(text) as WriterLine;
    lines.push(line);
    if (judge(line)) kill();
  }
  const [code, signal] = (await gone) as [number | null, string | null];
  process.off('exit', kill);
  return { lines, code, signal };
}

/** The acknowledgements among what was said. */
export function acknowledgedIn(runs: readonly WriterRun[]): Acknowledged[] {
  return runs.flatMap(({ lines }) => lines.filter((line) => line.kind === 'acknowledged'));
}

/**
 * Reads the whole log and judges it: consistent, and each unit's message in all of its topics or in
 * none.
 */
export async function judgeLog(
  database: Database,
  topics: readonly string[],
  acknowledged: readonly Acknowledged[],
): Promise<readonly (Violation | string)[]> {
  const log: LogRow[] = [];
  const places = new Map<string, Set<string>>();
  for (const topic of topics) {
    for (let after = 0; ;) {
      const { messages, head } = await database.log.read({
        topic,
        after,
        limit: 500,
        internal: true,
      });
      for (const { payload, position } of messages) {
        const { text } = JSON.parse(payload) as { text: string };
        log.push({ topic, ...position, payload, clientId: text });
        places.set(text, (places.get(text) ?? new Set()).add(topic));
      }
      after = messages.at(-1)?.position.offset ?? head.head;
      if (after >= head.head) break;
    }
  }
  const torn = [...places].flatMap(([clientId, found]) => {
    const wanted = wishOf(clientId, topics).topics;
    const whole = found.size === wanted.length && wanted.every((topic) => found.has(topic));
    return whole ? [] : [`${clientId} is in ${[...found].join()} and not in ${wanted.join()}`];
  });
  const first = log[0] === undefined ? ['the log is empty'] : [];
  return [...checkConsistency({ log, acknowledged }), ...torn, ...first];
}
