import { createContext, useContext, type Context } from 'react';
import { ParleyError } from '@parley/client';
import type { Call, CallSnapshot, CallStatistics, JoinOptions } from '@parley/client/call';
import type { TopicMessage } from '../exchange/topic-message.ts';

/** The call, as {@link useWSCall} gives it: everything of {@link CallSnapshot}, and what can be done. */
export interface WSCallContextType extends CallSnapshot {
  readonly topicId: string | undefined;
  readonly topicMessages: readonly TopicMessage[];
  /** Comes into the call; rejects with a `ParleyError`, which also shows in `error`. */
  readonly join: (options?: JoinOptions) => Promise<void>;
  readonly leave: () => void;
  /** Rings, answers, declines or gives up a direct call: see `Call.tell`. */
  readonly tell: Call['tell'];
  readonly setMicrophone: (on: boolean) => Promise<void>;
  readonly setCamera: (on: boolean) => Promise<void>;
  readonly setScreen: (on: boolean, options?: DisplayMediaStreamOptions) => Promise<void>;
  /** Uses another microphone or camera. */
  readonly choose: (kind: 'audio' | 'video', deviceId: string) => Promise<void>;
  readonly listDevices: () => Promise<readonly MediaDeviceInfo[]>;
  /** How the connection to a participant does. */
  readonly statistics: (connectionId: string) => Promise<CallStatistics | undefined>;
  /** Hears what goes wrong while the call goes on; the answer stops it. */
  readonly onError: (listener: (error: ParleyError) => void) => () => void;
  /** Hears that a device was plugged in or out. */
  readonly onDevices: (listener: () => void) => () => void;
}

const off = { audio: false, video: false, screen: false };

const nowhere = async (): Promise<never> => {
  throw new ParleyError('not_connected');
};

/** A call that is not open yet: on a server, and in the first moment of a page. */
export const outside: Omit<Call, 'topic' | 'close'> = {
  snapshot: {
    state: 'idle',
    ready: false,
    error: undefined,
    media: off,
    stream: undefined,
    screen: undefined,
    speaking: false,
    devices: { audio: undefined, video: undefined },
    participants: new Map(),
  },
  join: nowhere,
  leave: () => {},
  tell: nowhere,
  setMicrophone: nowhere,
  setCamera: nowhere,
  setScreen: nowhere,
  choose: nowhere,
  devices: async () => [],
  statistics: async () => undefined,
  on: () => () => {},
};

/** What {@link WSCallProvider} provides. */
export const WSCallContext: Context<WSCallContextType | undefined> = createContext<
  WSCallContextType | undefined
>(undefined);

/**
 * The call of the nearest {@link WSCallProvider}.
 *
 * @throws {Error} outside of a provider
 * @example
 * const { state, participants, join, leave } = useWSCall();
 */
export function useWSCall(): WSCallContextType {
  const call = useContext(WSCallContext);
  if (call === undefined) throw new Error('There is no WSCallProvider above this component.');
  return call;
}
