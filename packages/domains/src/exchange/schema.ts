export * from './schema/bookings.ts';
export * from './schema/events.ts';
export * from './schema/exchanges.ts';
export * from './schema/lists.ts';
export * from './schema/people.ts';
export * from './schema/quotes.ts';
export * from './schema/schedules.ts';
export * from './schema/topics.ts';
