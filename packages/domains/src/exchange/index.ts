export { createExchange, exchangeDomain, type Exchange } from './domain.ts';
export type { NewBooking } from './repository.ts';
