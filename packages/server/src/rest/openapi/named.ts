import * as chat from '@parley/domains/chat/schema';
import * as identity from '@parley/domains/identity/schema';
import * as files from '@parley/domains/files/schema';
import * as exchange from '@parley/domains/exchange/schema';
import * as notifications from '@parley/domains/notifications/schema';
import { z } from 'zod';
import { errorAnswer, headlessError } from '../error-reply.ts';
import type { NamedSchemas } from './schemas.ts';

/** The schemas that the domains export, each by its name: `messageView` is shown as `MessageView`. */
export function namedSchemas(): NamedSchemas {
  const named: Record<string, z.ZodType> = { Error: errorAnswer, HeadlessError: headlessError };
  for (const module of [chat, identity, exchange, notifications, files]) {
    for (const [name, value] of Object.entries(module)) {
      if (value instanceof z.ZodType) named[name.charAt(0).toUpperCase() + name.slice(1)] = value;
    }
  }
  return named;
}

/** Every event that domains send over sockets. */
export const events: Readonly<Record<string, chat.EventSpec<unknown>>> = {
  ...chat.chatEvents,
  ...notifications.notificationEvents,
  ...exchange.exchangeEvents,
};
