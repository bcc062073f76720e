import type { Generated } from 'kysely';

/** The tables of social, as queries see them. Two who follow each other are friends. */
export type SocialTables = {
  social_follows: {
    id: Generated<number>;
    follower_id: number;
    followed_id: number;
    created_on: string;
  };
};

/** What social reads of identity. */
export type Neighbours = {
  members: {
    id: number;
    name: string;
    name_key: string;
    username: string;
    username_key: string;
    color: string;
    is_active: boolean;
  };
};
