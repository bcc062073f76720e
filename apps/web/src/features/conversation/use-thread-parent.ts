import type { MessageView } from '@parley/domains/chat/schema';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { messagesApi } from '../../api/messages.ts';
import { MessageStore } from './message-store.ts';
import type { Conversation } from './use-conversation.ts';

/**
 * The message that a thread hangs on, live: the conversation's, where it holds it, or asked for by
 * itself. `null`: there is no such message for this reader.
 */
export function useThreadParent(
  uuid: string,
  id: number | undefined,
  { store, list, follow }: Conversation,
): MessageView | null | undefined {
  const held = id === undefined ? undefined : list.find((message) => message.id === id);
  // A store of one message hears the same events.
  const own = useMemo(
    () =>
      new MessageStore({
        load: async ({ id: wanted = 0 }) => {
          const message = await messagesApi.find(uuid, wanted);
          const none = { has_previous_page: false, has_next_page: true, total_count: 1 };
          return { ...none, id: wanted, first_id: wanted, last_id: wanted, records: [message] };
        },
      }),
    [uuid],
  );
  const [asked, setAsked] = useState<number>();
  const alone = id !== undefined && held === undefined && store.state.loading !== 'start';
  useEffect(() => {
    if (!alone) return undefined;
    const stop = follow(own);
    void own.open(id).then(() => setAsked(id));
    return stop;
  }, [alone, own, follow, id]);
  const state = useSyncExternalStore(own.subscribe, own.read);
  if (id === undefined) return undefined;
  const found = held ?? state.list.find((message) => message.id === id);
  if (found !== undefined) return found.parent_message_id === null ? found : null;
  return asked === id && state.error !== undefined ? null : undefined;
}
