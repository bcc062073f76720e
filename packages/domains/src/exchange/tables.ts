import type { Generated } from 'kysely';

/** The tables of exchange, as queries see them, and what is read of members. */
export type ExchangeTables = {
  bookings: {
    id: Generated<number>;
    schedule_member_id: number;
    client_member_id: number;
    title: string;
    starts_on: string;
    ends_on: string;
    created_on: string;
  };
};

/** What exchange reads of identity. */
export type Neighbours = { members: { id: number; name: string; color: string } };
