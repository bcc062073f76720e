import type { GraphQLSchema } from 'graphql';
import { graphqlLimits } from '../limits.ts';
import type { ListSizes } from '../query-limits.ts';
import { addAccountMutations } from './account-mutations.ts';
import { newBuilder } from './builder.ts';
import { addChatMutations } from './chat-mutations.ts';
import { addQueries } from './queries.ts';
import { addSocialMutations } from './social-mutations.ts';
import { addTypes } from './types.ts';

/** How many of each a list field answers at most. */
export const listSizes: ListSizes = {
  getChats: graphqlLimits.chatsListed.default,
  messages: 50,
  chatroomUsers: 6,
  getPending: 100,
  getFriends: 100,
  getUserSearchResults: 20,
};

/** The social API. */
export function makeSchema(): GraphQLSchema {
  const builder = newBuilder();
  const types = addTypes(builder);
  addQueries(builder, types);
  builder.mutationType({});
  addAccountMutations(builder, types);
  addSocialMutations(builder, types);
  addChatMutations(builder, types);
  return builder.toSchema();
}
