import type { Chat } from '@parley/domains/chat';
import type { MessageView } from '@parley/domains/chat/schema';
import type { Authenticated, Identity, IssuedSecretKey } from '@parley/domains/identity';
import type { Social } from '@parley/domains/social';
import type { Person } from '@parley/domains/social/schema';
import { RestError } from '../rest/errors.ts';
import type { RateLimiter } from '../rest/rate-limiter.ts';
import type { MemberEmitter } from '../socket-io/index.ts';
import { Batch } from './batch.ts';

/** What resolvers work with, the same for every request. */
export interface GraphqlServices {
  readonly identity: Pick<Identity, 'signInByUsername' | 'createUser' | 'endSecretKey'>;
  readonly chat: Chat;
  readonly social: Social;
  /** The only way from here to the sockets. */
  readonly emitter: MemberEmitter;
  readonly limiter: RateLimiter;
}

/** Who asks, and how they are answered beside the data. */
export interface GraphqlRequest {
  readonly caller: Authenticated | undefined;
  /** What tries are counted by. */
  readonly address: string;
  /** Hands a secret key over in two cookies. */
  readonly keepKey: (key: IssuedSecretKey) => void;
  /** Takes the cookies back; answers what secret key was offered. */
  readonly dropKey: () => unknown;
}

/** What a resolver gets: services, who asks, and what is looked up together. */
export interface GraphqlContext extends GraphqlServices, GraphqlRequest {
  readonly people: Batch<number, Person>;
  /** Which messages others have read. */
  readonly read: Batch<number, boolean>;
  /** The newest messages of rooms, by how many are asked for and the room's uuid. */
  readonly newest: (first: number) => Batch<string, readonly MessageView[]>;
}

/** The context of one request. */
export function contextOf(services: GraphqlServices, request: GraphqlRequest): GraphqlContext {
  const { chat, social } = services;
  const newest = new Map<number, Batch<string, readonly MessageView[]>>();
  const context: GraphqlContext = {
    ...services,
    ...request,
    people: new Batch((ids) => social.people(ids)),
    read: new Batch(async (ids) => {
      const found = await chat.readMessages(ids);
      return new Map(ids.map((id) => [id, found.has(id)]));
    }),
    newest: (first) => {
      let batch = newest.get(first);
      if (batch === undefined) {
        batch = new Batch((uuids) => chat.newestMessages(memberOf(context), uuids, first));
        newest.set(first, batch);
      }
      return batch;
    },
  };
  return context;
}

/** The member who asks. Throws `not_signed_in`. */
export function memberOf({ caller }: Pick<GraphqlContext, 'caller'>): number {
  if (caller === undefined) throw new RestError('not_signed_in');
  return caller.member.id;
}
