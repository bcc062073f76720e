import type { Profile, Profiles } from '@parley/hub';
import type { Database } from '@parley/store';
import { membersByIds } from './repository.ts';

// Both engines bound the parameters of one statement.
const AT_ONCE = 500;

/**
 * Who members are, for the hub. Nothing is kept here: the hub holds what it lately saw, and hears
 * of changes (`parley.profile`) from every node in order, which a second cache would not.
 */
export function memberProfiles(db: Pick<Database, 'read'>): Profiles {
  return {
    find: async (memberIds) => {
      const found: Profile[] = [];
      for (let start = 0; start < memberIds.length; start += AT_ONCE) {
        for (const row of await membersByIds(db.read, memberIds.slice(start, start + AT_ONCE))) {
          const { id, name, role, color } = row;
          found.push({ memberId: id, name, role, color });
        }
      }
      return found;
    },
  };
}
