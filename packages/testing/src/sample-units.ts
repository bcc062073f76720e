import { HubError } from '@parley/hub';

import { defineUnit, type Generated, type Migration, type Unit } from '@parley/store';

/** A small domain for tests of the store: notes in rooms. */
export type SampleTables = {
  readonly notes: {
    readonly id: number;
    readonly room: string;
    readonly body: string;
    readonly is_done: boolean;
    readonly extra_json: unknown;
    readonly made_on: string;
    readonly at: number;
  };
};

/** Where this module is, for `modules`. */
export const sampleUnits: string = import.meta.url;

/** The sample domain's table. */
export const sampleMigrations: readonly Migration[] = [
  {
    name: '0002_sample_notes',
    sqlite: [
      `create table dbtable_schema.notes (id integer primary key, room text not null,
        body text not null unique, is_done integer not null default 0, extra_json text,
        made_on text not null, "at" integer not null)`,
    ],
    postgres: [
      `create table dbtable_schema.notes (id bigint generated always as identity primary key,
        room text not null, body text not null unique, is_done boolean not null default false,
        extra_json jsonb, made_on timestamptz not null, "at" bigint not null)`,
    ],
  },
];

/** Writes a note and tells it to its room and to others. */
export interface NoteArgs {
  readonly room: string;
  readonly body: string;
  readonly done?: boolean;
  readonly extra?: unknown;
  readonly also?: readonly string[];
  /** Fails after the row was written: by a refusal, or by a mistake. */
  readonly fail?: 'refusal' | 'mistake';
}

/** Adds a note; the answer is its id. */
export const addNote: Unit<NoteArgs, { readonly id: number }> = defineUnit({
  name: 'sample.add',
  topic: (args: NoteArgs): string => args.room,
  run: async (tx, args: NoteArgs) => {
    const row = await tx.db
      .withTables<{ notes: NoteRow }>()
      .insertInto('notes')
      .values({
        room: args.room,
        body: args.body,
        is_done: args.done ?? false,
        extra_json: args.extra ?? null,
        made_on: tx.now,
        at: tx.head.offset + 1,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    tx.publish({
      topics: [args.room, ...(args.also ?? [])],
      event: 'noteAdded',
      payload: { id: row.id, body: args.body },
      memberId: 7,
      subject: `note:${row.id}`,
    });
    if (args.fail === 'refusal') throw new HubError('forbidden', 'Not this one.');
    if (args.fail === 'mistake') throw new TypeError('a mistake');
    return { id: row.id };
  },
});

type NoteRow = Omit<SampleTables['notes'], 'id'> & { readonly id: Generated<number> };

/** Removes a note's text everywhere. */
export const eraseNote: Unit<
  { readonly id: number; readonly topics: readonly string[]; readonly room: string },
  void
> = defineUnit({
  name: 'sample.erase',
  topic: (args: { readonly room: string }): string => args.room,
  run: async (
    tx,
    args: { readonly id: number; readonly topics: readonly string[]; readonly room: string },
  ) => {
    await tx.db
      .withTables<{ notes: NoteRow }>()
      .deleteFrom('notes')
      .where('id', '=', args.id)
      .execute();
    await tx.redact(args.topics, `note:${args.id}`, { deleted: true });
  },
});

/** A guard: refuses who is not on the list. */
export const mayWrite: Unit<{ readonly allowed: boolean }, void> = defineUnit({
  name: 'sample.may-write',
  run: async (_tx, args: { readonly allowed: boolean }) => {
    if (!args.allowed) throw new HubError('forbidden', 'You may not write here.');
  },
});

/** Publishes on several topics, the first of which is the primary one. */
export const scatter: Unit<
  { readonly topics: readonly [string, ...string[]]; readonly text: string },
  void
> = defineUnit({
  name: 'sample.scatter',
  topic: (args: { readonly topics: readonly [string, ...string[]] }): string => args.topics[0],
  run: async (
    tx,
    args: { readonly topics: readonly [string, ...string[]]; readonly text: string },
  ) => {
    tx.publish({ topics: args.topics, event: 'scattered', payload: { text: args.text } });
  },
});

/** Replaces what is stored of any subject. */
export const redactSubject: Unit<
  {
    readonly topics: readonly string[];
    readonly subject: string;
    readonly payload: unknown;
    readonly apart?: boolean;
  },
  void
> = defineUnit({
  name: 'sample.redact',
  run: async (
    tx,
    args: {
      readonly topics: readonly string[];
      readonly subject: string;
      readonly payload: unknown;
      readonly apart?: boolean;
    },
  ) => {
    await tx.redact(args.topics, args.subject, args.payload, { apart: args.apart ?? false });
  },
});

/** Ends the worker that runs it, as a crash would. */
export const crash: Unit<undefined, void> = defineUnit({
  name: 'sample.crash',
  run: async () => {
    process.exit(1);
  },
});

/** Never ends. */
export const hang: Unit<undefined, void> = defineUnit({
  name: 'sample.hang',
  run: () => new Promise(() => undefined),
});

/** Holds its transaction open for ever, with the topic's head locked and a row written. */
export const stall: Unit<{ readonly topic: string }, void> = defineUnit({
  name: 'sample.stall',
  topic: (args: { readonly topic: string }): string => args.topic,
  run: async (tx, args: { readonly topic: string }) => {
    await tx.db
      .withTables<{ notes: NoteRow }>()
      .insertInto('notes')
      .values({
        room: args.topic,
        body: 'never committed',
        is_done: false,
        extra_json: null,
        made_on: tx.now,
        at: tx.head.offset + 1,
      })
      .execute();
    process.stdout.write(`${JSON.stringify({ kind: 'stalled' })}\n`);
    await new Promise(() => undefined);
  },
});
