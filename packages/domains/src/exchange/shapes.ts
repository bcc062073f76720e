import type { EventShapes } from '@parley/hub';
import { fieldShapes } from '../field-shapes.ts';
import { EXCHANGE_EVENT, exchangeEvents } from './schema.ts';

/** What exchange's events look like: their fields, in every language. */
export const exchangeShapes: readonly EventShapes[] = fieldShapes(
  EXCHANGE_EVENT,
  Object.keys(exchangeEvents),
);
