import type { Grants, Refusal } from '@parley/hub';
import type { Database } from '@parley/store';
import { valueOf } from '../db.ts';
import { unitsBeside, type Domain } from '../domain.ts';
import { DomainError } from '../errors.ts';
import { socialMigrations } from './migrations.ts';
import {
  countTies,
  followerOf,
  friendsOf,
  pendingFor,
  peopleByIds,
  personByUsername,
  searchPeople,
  type PersonWithTie,
} from './repository.ts';
import { socialLimits, statusOf } from './rules.ts';
import { socialTopic, type FollowOutcome, type KnownPerson } from './schema.ts';
import { socialShapes } from './shapes.ts';
import type { Social } from './social.ts';
import { answerUnit, followUnit, type FollowResult } from './units.ts';

const listenOnly: Grants = { publish: false, history: true, presence: false, whisper: false };
const notYours: Refusal = { refused: 'forbidden', reason: "another member's own topic" };

/** Who follows whom, and who are friends. Their conversations are chat's direct rooms. */
export const socialDomain: Domain = {
  name: 'social',
  migrations: socialMigrations,
  units: unitsBeside(import.meta.url),
  topics: () => [
    {
      pattern: 'social-channel-{id}',
      rule: ({ principal, topic }) =>
        topic === socialTopic(principal.memberId) ? listenOnly : notYours,
    },
  ],
  events: socialShapes,
  ownTopics: (memberId) => [socialTopic(memberId)],
};

/** Social over a database. */
export function createSocial({ db }: { readonly db: Database }): Social {
  const { peopleListed, peopleFound } = socialLimits;
  return {
    followUnfollow: async (memberId, username) => {
      const other = await personByUsername(db.read, memberId, username);
      if (other === undefined || other.id === memberId) return 'nothing';
      return outcomeOf(valueOf(await db.run(followUnit, { memberId, otherId: other.id })));
    },
    answerPending: async (memberId, requestId, action) => {
      const otherId = await followerOf(db.read, memberId, requestId);
      if (otherId === undefined) throw new DomainError('not_found');
      return outcomeOf(valueOf(await db.run(answerUnit, { memberId, otherId, action })));
    },
    pending: (memberId) => pendingFor(db.read, memberId, peopleListed.default),
    friends: (memberId) => friendsOf(db.read, memberId, peopleListed.default),
    publicInfo: async (memberId, username) => {
      const found = await personByUsername(db.read, memberId, username);
      if (found === undefined) throw new DomainError('not_found');
      return { ...known(found), ...(await countTies(db.read, found.id)) };
    },
    find: async (memberId, username) => {
      const found = await personByUsername(db.read, memberId, username);
      return found && known(found);
    },
    search: async (memberId, query) => {
      const text = query.trim();
      if (text === '') return [];
      return (await searchPeople(db.read, memberId, text, peopleFound.default)).map(known);
    },
    people: (ids) => peopleByIds(db.read, ids),
  };
}

function known({ following, followed, ...person }: PersonWithTie): KnownPerson {
  return { ...person, status: statusOf({ following, followed }) };
}

function outcomeOf(result: FollowResult): FollowOutcome {
  if ('refused' in result) throw new DomainError(result.refused);
  return result.outcome;
}
