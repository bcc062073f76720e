import { createContext, useContext } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import type { Room } from '../../api/types.ts';

export interface RoomsContextType {
  /** One's own rooms, pinned ones first, then the lately active; undefined until the first answer. */
  readonly rooms: readonly Room[] | undefined;
  /** Rooms that everybody may come into and this member is not in. */
  readonly open: readonly Room[];
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
  /** Asks for one room again: something about it changed that no event tells. */
  readonly refresh: (uuid: string) => void;
  /** A room as the server just answered it. */
  readonly put: (room: Room) => void;
  /** A room is gone for this member. */
  readonly drop: (uuid: string) => void;
  /** All that was said in a room was read. Cheap to call again. */
  readonly markRead: (uuid: string) => void;
  /** Unread messages of all rooms that are neither muted nor archived. */
  readonly unread: number;
}

export const RoomsContext = createContext<RoomsContextType | undefined>(undefined);

/** The rooms of this member. Only below `RoomsProvider`. */
export function useRooms(): RoomsContextType {
  const rooms = useContext(RoomsContext);
  if (rooms === undefined) throw new Error('There is no RoomsProvider above this component.');
  return rooms;
}
