import type { Member } from '../message.ts';
import type { Participant } from './call-api.ts';
import type { Peer } from './peer.ts';
import type { MediaState } from './signal.ts';
import type { Counters } from './statistics.ts';

/** Somebody in the call, as the engine keeps them. */
export interface Person {
  connectionId: string;
  /** Whose connection it is, once the roster told. */
  scid: string | undefined;
  /** What they call their stay in the call; the same on another connection. */
  page: string | undefined;
  media: MediaState;
  /** When they last said that they are in it, ms. */
  heardAt: number;
  speakingUntil: number;
  speaking: boolean;
  peer: Peer | undefined;
  counters: Counters | undefined;
}

/** Whose a connection is. */
export function memberWith(
  members: ReadonlyMap<string, Member>,
  connectionId: string,
): Member | undefined {
  for (const member of members.values()) if (member.cids.includes(connectionId)) return member;
  return undefined;
}

/** Somebody as shown. */
export function shown(
  { connectionId, media, speaking, peer }: Person,
  member: Member | undefined,
  self: string | undefined,
): Participant {
  return {
    connectionId,
    member,
    own: member !== undefined && member.scid === self,
    state: peer?.state,
    media,
    stream: peer?.stream,
    screen: peer?.screen,
    speaking,
  };
}
