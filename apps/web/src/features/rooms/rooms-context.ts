import { createContext, useContext } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import type { LastMessage, Room } from '../../api/types.ts';

export interface RoomsContextType {
  /** Newest conversation first; undefined until the first answer. */
  readonly rooms: readonly Room[] | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
  /** A message was said in a room: its preview changes before the server tells. */
  readonly said: (uuid: string, message: LastMessage) => void;
  /** Whether a room holds something this member has not seen. */
  readonly isUnread: (room: Room) => boolean;
  /** Up to when a room was seen, ISO 8601. */
  readonly seenUntil: (uuid: string) => string | undefined;
  /** Everything of a room up to this time is seen. */
  readonly see: (uuid: string, until: string) => void;
}

export const RoomsContext = createContext<RoomsContextType | undefined>(undefined);

/** The rooms of this member. Only below `RoomsProvider`. */
export function useRooms(): RoomsContextType {
  const rooms = useContext(RoomsContext);
  if (rooms === undefined) throw new Error('There is no RoomsProvider above this component.');
  return rooms;
}
