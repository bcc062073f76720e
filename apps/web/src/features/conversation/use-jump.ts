import { useCallback, useEffect, useRef, useState } from 'react';
import { messagesApi } from '../../api/messages.ts';
import type { Conversation } from './use-conversation.ts';
import type { usePlace } from './use-place.ts';

/** How long a message that was jumped to stands out, ms. */
const MARKED = 2_500;

interface JumpOptions {
  readonly talk: Conversation;
  readonly uuid: string;
  readonly place: ReturnType<typeof usePlace>;
  readonly toLine: (key: string) => void;
}

interface UseJump {
  /** Shows a message where it stands: in the conversation, or in the thread that it belongs to. */
  readonly jump: (id: number) => void;
  /** The key of the line that was jumped to last. */
  readonly marked: string | undefined;
  /** The reply to show in the thread. */
  readonly reply: number | undefined;
  readonly trouble: string | undefined;
}

/** Goes to messages, however far they are, and to the one that the address names. */
export function useJump({ talk, uuid, place, toLine }: JumpOptions): UseJump {
  const { store } = talk;
  const { openThread, arrived } = place;
  const [marked, setMarked] = useState<string>();
  const [reply, setReply] = useState<number>();
  const [trouble, setTrouble] = useState<string>();

  const jump = useCallback(
    (id: number) => {
      const has = (): boolean => store.state.list.some((message) => message.id === id);
      async function go(): Promise<void> {
        setTrouble(undefined);
        if (!has()) {
          const found = await messagesApi.find(uuid, id).catch(() => undefined);
          if (found === undefined) return setTrouble('That message is not here any more.');
          const { parent_message_id: parent } = found;
          if (parent !== null) {
            setReply(id);
            openThread(parent);
            return;
          }
          await store.open(id);
        }
        toLine(`${id}`);
        setMarked(`${id}`);
      }
      void go();
    },
    [store, uuid, openThread, toLine],
  );

  useEffect(() => {
    if (marked === undefined) return undefined;
    const timer = setTimeout(() => setMarked(undefined), MARKED);
    return () => clearTimeout(timer);
  }, [marked]);

  const going = useRef<number>(undefined);
  const { message: wanted } = place;
  const ready = talk.loading !== 'start';
  useEffect(() => {
    if (wanted === undefined) going.current = undefined;
    if (wanted === undefined || !ready || going.current === wanted) return;
    going.current = wanted;
    arrived();
    jump(wanted);
  }, [wanted, ready, arrived, jump]);
  return { jump, marked, reply, trouble };
}
