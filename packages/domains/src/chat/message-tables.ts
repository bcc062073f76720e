import type { Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { ChatTables, Neighbours } from './tables.ts';

/** Everything that queries about messages touch. */
export type MessageTables = StoreTables & ChatTables & Neighbours;

/** The tables in their schema. */
export function tables(db: Db): Kysely<MessageTables> {
  return db.withTables<ChatTables & Neighbours>().withSchema(SCHEMA);
}
