export { createExchange } from './create-exchange.ts';
export { exchangeDomain } from './domain.ts';
export type { Exchange } from './exchange.ts';
export type { NewBooking } from './repository.ts';
