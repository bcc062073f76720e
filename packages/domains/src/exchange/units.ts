/** Every write of exchange. */
export * from './board/units.ts';
export * from './units/bookings.ts';
export * from './units/quotes.ts';
export * from './units/schedules.ts';
export * from './units/stays.ts';
