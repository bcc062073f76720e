import { createContext, useContext } from 'react';
import type { RingState } from './ring-state.ts';

/** The call of a room that one is in, or about to be. */
export interface RoomCall {
  readonly uuid: string;
  readonly title: string;
  /** What the other one of a direct room is told once one is in. */
  readonly word: 'ring' | 'answer' | undefined;
}

export interface RoomCallContextType extends RingState {
  readonly current: RoomCall | undefined;
  /** Opens the call of a room and joins it; out of another room's call one goes. */
  readonly enter: (room: RoomCall) => void;
  /** Takes the call of a room away. */
  readonly close: () => void;
  readonly decline: (uuid: string) => void;
  readonly dismiss: () => void;
  /** Says whether one is in the call of a meeting. */
  readonly setMeeting: (isIn: boolean) => void;
}

export const RoomCallContext = createContext<RoomCallContextType | undefined>(undefined);

/** The calls of rooms. Only below `RoomCallProvider`. */
export function useRoomCall(): RoomCallContextType {
  const value = useContext(RoomCallContext);
  if (value === undefined) throw new Error('There is no RoomCallProvider above this component.');
  return value;
}
