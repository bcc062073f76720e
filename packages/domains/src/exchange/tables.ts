import type { ColumnType, Generated, Kysely } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { ExchangeKind, QuoteStatus } from './schema.ts';

/** The tables of exchange, as queries see them. Dates are ISO 8601, UTC. */
export type ExchangeTables = {
  schedules: {
    id: Generated<number>;
    member_id: number;
    title: string;
    about: string;
    time_zone: string;
    created_on: string;
    deleted_on: ColumnType<string | null, null, string>;
  };
  schedule_slots: {
    id: Generated<number>;
    schedule_id: number;
    /** 1 is Monday. */
    weekday: number;
    /** `HH:MM`, in the schedule's time zone. */
    starts_at: string;
    minutes: number;
  };
  quotes: {
    id: Generated<number>;
    schedule_id: number;
    /** The schedule's owner. */
    schedule_member_id: number;
    client_member_id: number;
    title: string;
    note: string;
    starts_on: string;
    ends_on: string;
    status: QuoteStatus;
    created_on: string;
    answered_on: ColumnType<string | null, null, string>;
  };
  bookings: {
    id: Generated<number>;
    schedule_member_id: number;
    client_member_id: number;
    title: string;
    starts_on: string;
    ends_on: string;
    created_on: string;
    /** What it was made of; `null`: the application made it. */
    quote_id: number | null;
    cancelled_on: ColumnType<string | null, null, string>;
    cancelled_by: ColumnType<number | null, null, number>;
  };
  /** What happened in the meeting of a booking, which has the same id. */
  exchanges: {
    booking_id: number;
    began_on: string;
  };
  exchange_ratings: {
    booking_id: number;
    member_id: number;
    is_up: boolean;
    body: string;
    created_on: string;
    changed_on: string;
  };
  /** Who was connected over which node, from when until when. */
  exchange_stays: {
    /** The node's name and a number. */
    id: string;
    node: string;
    booking_id: number;
    kind: ExchangeKind;
    member_id: number;
    entered_on: string;
    /** When the node last said that they are there. */
    seen_on: string;
    left_on: string | null;
    /** The node is gone: who did not leave left when they were last seen. */
    is_over: Generated<boolean>;
  };
};

/** What exchange reads of identity. */
export type Neighbours = {
  members: { id: number; name: string; color: string; is_active: boolean };
};

/** The tables, to be asked. */
export function tables(db: Db): Kysely<StoreTables & ExchangeTables & Neighbours> {
  return db.withTables<ExchangeTables & Neighbours>().withSchema(SCHEMA);
}
