import type { Profile } from '../publication.ts';

/** Who members are. Unknown ids are left out of the answer. */
export interface Profiles {
  find(memberIds: readonly number[]): Promise<readonly Profile[]>;
}
