import type { Answer } from './people.ts';

/** A row of an answer. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: number };

/** A list of an answer. */
export const listOf = ({ body }: Answer, name: string): readonly Row[] =>
  body[name] as readonly Row[];

/** What a schedule says of itself. */
export const scheduleBody = {
  title: 'Talks',
  about: 'Of this and that',
  timeZone: 'Pacific/Auckland',
} as const;

/** A slot at every hour of the week: something is always free. */
const hourly = Array.from({ length: 7 * 12 }, (_, n) => ({
  weekday: (n % 7) + 1,
  startsAt: `${String(Math.floor(n / 7) * 2).padStart(2, '0')}:00`,
  minutes: 30,
}));

/** What was asked of whom. */
export interface Asked {
  readonly schedule: Row;
  readonly question: object;
  readonly quote: Answer;
}

/** Asks the server as somebody. */
export type Asker = (request: string, body?: unknown) => Promise<Answer>;

/** A schedule of the host's, asked for by the client at the first free time from so many days on. */
export async function askFor(
  { host, client }: { readonly host: Asker; readonly client: Asker },
  days: number,
): Promise<Asked> {
  const made = await host('POST /api/schedules', { ...scheduleBody, slots: hourly });
  if (made.status !== 201) throw new Error(`No schedule was made: ${made.status}`);
  const schedule = made.body as Row;
  const at = `/api/schedules/${schedule.id}`;
  const from = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const free = await client(`GET ${at}/openings?from=${from}&days=2`);
  const first = listOf(free, 'openings')[0];
  const question = {
    slotId: first?.['slotId'],
    date: first?.['date'],
    title: 'Plans',
    note: 'Please',
  };
  return { schedule, question, quote: await client(`POST ${at}/quotes`, question) };
}
