import { createContext, useContext } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import type { Room } from '../../api/types.ts';
import type { Shelves } from './shelves.ts';

/** The rooms of this member, live. All but `find` are the same functions for as long as somebody is in. */
export interface RoomsContextType {
  /** Rooms by where the list shows them; undefined until the server has answered once. */
  readonly shelves: Shelves | undefined;
  /** A room that is known, on whichever shelf. */
  readonly find: (uuid: string) => Room | undefined;
  /** Unread messages of all rooms that are neither muted nor archived. */
  readonly unread: number;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
  /** Those put away are asked for when somebody looks. */
  readonly loadArchived: () => void;
  /** Asks for one room again: something about it changed that no event tells. */
  readonly refresh: (uuid: string) => void;
  /** A room as the server just answered it. */
  readonly put: (room: Room) => void;
  /** A room is gone for this member. */
  readonly drop: (uuid: string) => void;
  /**
   * All that was said in a room was read. Does nothing while nothing is unread: call it whenever
   * `unread_messages_count` is not 0 and its reader looks at the end.
   */
  readonly markRead: (uuid: string) => void;
}

export const RoomsContext = createContext<RoomsContextType | undefined>(undefined);

/** The rooms of this member. Only below `RoomsProvider`. */
export function useRooms(): RoomsContextType {
  const rooms = useContext(RoomsContext);
  if (rooms === undefined) throw new Error('There is no RoomsProvider above this component.');
  return rooms;
}
