import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { MessageView } from '@parley/domains/chat/schema';
import { toApiError } from '../../api/api-error.ts';
import { messagesApi } from '../../api/messages.ts';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { errorText } from '../../ui/error-text.ts';
import { useRooms } from '../rooms/rooms-context.ts';
import type { MessageActions } from './conversation-context.ts';
import { reacted } from './message-changes.ts';
import type { MessageStore } from './message-store.ts';

/** What was done is told for this long, ms. */
const TOLD = 4_000;

interface ActionsOptions {
  readonly room: Room;
  readonly self: number;
  /** Shows a message otherwise, in every list that holds it, until an event says how it is. */
  readonly change: (id: number, change: Parameters<MessageStore['change']>[1]) => void;
  readonly openThread: (message: MessageView) => void;
  readonly jump: (id: number) => void;
}

interface UseActions {
  /** The same object for as long as the conversation is open. */
  readonly actions: MessageActions;
  /** The key of the line that is written anew. */
  readonly editing: string | undefined;
  readonly deleting: MessageView | undefined;
  readonly stopDeleting: () => void;
  /** What went wrong last, and what was done: in words. */
  readonly trouble: string | undefined;
  readonly done: string;
  readonly setTrouble: (trouble: string | undefined) => void;
}

/** What can be done with messages. The events of the room tell what came of it. */
export function useActions(options: ActionsOptions): UseActions {
  const [editing, setEditing] = useState<MessageView>();
  const [deleting, setDeleting] = useState<MessageView>();
  const [trouble, setTrouble] = useState<string>();
  const [done, setDone] = useState('');
  useEffect(() => {
    if (done === '') return undefined;
    const timer = setTimeout(() => setDone(''), TOLD);
    return () => clearTimeout(timer);
  }, [done]);
  const { put } = useRooms();
  const newest = useRef({ ...options, put });
  useLayoutEffect(() => {
    newest.current = { ...options, put };
  });

  const actions = useMemo<MessageActions>(() => {
    async function attempt(what: string, act: () => Promise<unknown>): Promise<boolean> {
      setTrouble(undefined);
      try {
        await act();
        return true;
      } catch (thrown) {
        setTrouble(`${what} ${errorText(toApiError(thrown))}`);
        return false;
      }
    }
    async function react(message: MessageView, emoji: string): Promise<void> {
      const { self, change } = newest.current;
      const { id } = message;
      const mine = message.reactions.find((reaction) => reaction.emoji === emoji);
      const on = mine?.community_member_ids.includes(self) !== true;
      change(id, (held) => reacted(held, emoji, self, on));
      const worked = await attempt('The reaction was not kept.', () =>
        on ? messagesApi.react(id, emoji) : messagesApi.unreact(id, emoji),
      );
      if (!worked) change(id, (held) => reacted(held, emoji, self, !on));
    }
    async function save(
      message: MessageView,
      body: MessageView['rich_text_body']['body'],
    ): Promise<void> {
      const same = JSON.stringify(body) === JSON.stringify(message.rich_text_body.body);
      const worked =
        same ||
        (await attempt('The change was not kept.', () =>
          messagesApi.edit(message.chat_room_uuid, message.id, { body }),
        ));
      if (worked) setEditing(undefined);
    }
    async function pin(message: MessageView, on: boolean): Promise<void> {
      await attempt(
        on ? 'The message was not pinned.' : 'The message is still pinned.',
        async () => {
          const pinned_message_id = on ? message.id : null;
          const room = await roomsApi.update(message.chat_room_uuid, { pinned_message_id });
          newest.current.put(room);
          setDone(on ? 'Pinned for everybody.' : 'No longer pinned.');
        },
      );
    }
    async function copy(message: MessageView, what: 'text' | 'link'): Promise<void> {
      const link = `${location.origin}/rooms/${message.chat_room_uuid}?message=${message.id}`;
      try {
        const { file, body } = message;
        const text = file === undefined ? body : location.origin + file.url;
        await navigator.clipboard.writeText(what === 'text' ? text : link);
        setDone(what === 'text' ? 'The text is copied.' : 'The link is copied.');
      } catch {
        setTrouble('This browser does not let the page copy.');
      }
    }
    return {
      react: (message, emoji) => void react(message, emoji),
      openThread: (message) => newest.current.openThread(message),
      edit: setEditing,
      save: (message, body) => void save(message, body),
      stopEditing: () => setEditing(undefined),
      remove: setDeleting,
      pin: (message, on) => void pin(message, on),
      copy: (message, what) => void copy(message, what),
      jump: (id) => newest.current.jump(id),
    };
  }, []);
  return {
    actions,
    editing: editing === undefined ? undefined : `${editing.id}`,
    deleting,
    stopDeleting: () => setDeleting(undefined),
    trouble,
    done,
    setTrouble,
  };
}
