import {
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type JSX,
  type ReactNode,
} from 'react';
import { openCall, type Call, type CallOptions, type Participant } from '@parley/client/call';
import { addMessages } from '../exchange/add-messages.ts';
import type { TopicMessage, TopicProviderProps } from '../exchange/topic-message.ts';
import { useClient } from '../use-client.ts';
import { WSCallContext, outside, type WSCallContextType } from './ws-call-context.ts';

/** What {@link WSCallProvider} takes. */
export interface WSCallProviderProps extends TopicProviderProps {
  /** How the call is made; as it is when the topic is first opened. */
  readonly options?: CallOptions;
  readonly children?: ReactNode;
}

/**
 * Makes the call of a topic available below: {@link useWSCall}. Who comes into the call and who leaves
 * it is told in the shared list, once per person.
 *
 * @example
 * <WSTextProvider topicId={`exchange/text:${id}`} topicMessages={list} setTopicMessages={setList}>
 *   <WSCallProvider topicId={`exchange/call:${id}`} topicMessages={list} setTopicMessages={setList}>
 *     <Exchange />
 *   </WSCallProvider>
 * </WSTextProvider>
 */
export function WSCallProvider({
  topicId,
  topicMessages,
  setTopicMessages,
  options,
  children,
}: WSCallProviderProps): JSX.Element {
  const client = useClient();
  const [held, setHeld] = useState<Call>();
  const call = held?.topic === topicId ? held : undefined;

  // The options count when the call is opened, and only then.
  const [first] = useState(options);
  useEffect(() => {
    if (topicId === undefined) return undefined;
    const opened = openCall(client, topicId, first);
    setHeld(opened);
    return () => {
      setHeld(undefined);
      opened.close();
    };
  }, [client, topicId, first]);

  const lines = useRef(0);
  useEffect(() => {
    if (call === undefined) return undefined;
    const tell = (who: Participant, message: string): void => {
      if (isElsewhere(call, who)) return;
      lines.current += 1;
      const line = lineOf(who, { topic: call.topic, message, count: lines.current });
      setTopicMessages((list) => addMessages(list, [line]));
    };
    const stops = [
      call.on('joined', (who) => tell(who, 'joined the call')),
      call.on('left', (who) => tell(who, 'left the call')),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [call, setTopicMessages]);

  const listen = useMemo(() => listenTo(call), [call]);
  const snapshot = useSyncExternalStore(
    listen,
    () => call?.snapshot ?? outside.snapshot,
    () => outside.snapshot,
  );
  const actions = useMemo(() => actionsOf(call), [call]);
  const value = useMemo<WSCallContextType>(
    () => ({ ...snapshot, ...actions, topicId, topicMessages }),
    [snapshot, actions, topicId, topicMessages],
  );
  return <WSCallContext.Provider value={value}>{children}</WSCallContext.Provider>;
}

function listenTo(call: Call | undefined): (changed: () => void) => () => void {
  return (changed) => (call ?? outside).on('change', changed);
}

/** Whether the same member is in the call on another connection: a second tab is no second person. */
function isElsewhere({ snapshot }: Call, { connectionId, member, own }: Participant): boolean {
  if (own && snapshot.state !== 'idle') return true;
  for (const other of snapshot.participants.values()) {
    const isSame = member !== undefined && other.member?.scid === member.scid;
    if (isSame && other.connectionId !== connectionId) return true;
  }
  return false;
}

function lineOf(
  { connectionId, member }: Participant,
  { topic, message, count }: { topic: string; message: string; count: number },
): TopicMessage {
  return {
    id: `call ${connectionId} ${count}`,
    kind: 'notice',
    topic,
    scid: member?.scid ?? '',
    name: member?.name ?? 'Somebody',
    color: member?.color ?? '',
    sender: connectionId,
    message,
    timestamp: new Date().toISOString(),
  };
}

function actionsOf(
  call: Call | undefined,
): Omit<WSCallContextType, keyof Call['snapshot'] | 'topicId' | 'topicMessages'> {
  const open = call ?? outside;
  return {
    join: (options) => open.join(options),
    leave: () => open.leave(),
    tell: (word, about) => open.tell(word, about),
    setMicrophone: (on) => open.setMicrophone(on),
    setCamera: (on) => open.setCamera(on),
    setScreen: (on, options) => open.setScreen(on, options),
    choose: (kind, deviceId) => open.choose(kind, deviceId),
    listDevices: () => open.devices(),
    statistics: (connectionId) => open.statistics(connectionId),
    onError: (listener) => open.on('error', listener),
    onDevices: (listener) => open.on('devices', listener),
  };
}
