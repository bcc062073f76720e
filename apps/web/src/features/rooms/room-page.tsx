import { Button } from '@mantine/core';
import { onEvents, type ChatRoomEvents } from '@parley/client/chat';
import { useClient } from '@parley/react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { toApiError, type ApiError } from '../../api/api-error.ts';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { NotFound } from '../../shell/not-found.tsx';
import { PageHeading } from '../../shell/page-heading.tsx';
import { errorText } from '../../ui/error-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useRooms } from './rooms-context.ts';

// The largest part of the app: not needed to sign in.
const Conversation = lazy(async () => {
  const { Conversation } = await import('../conversation/conversation.tsx');
  return { default: Conversation };
});

/** The room of this address, once it is known to be one. */
export function RoomPage({ uuid }: { readonly uuid: string }): ReactNode {
  const { find, shelves, error, reload } = useRooms();
  const room = find(uuid);
  usePreview(room);
  if (room !== undefined) {
    return (
      <Suspense fallback={null}>
        <Conversation key={uuid} room={room} />
      </Suspense>
    );
  }
  if (shelves === undefined && error !== undefined)
    return <Failed error={error} onRetry={reload} />;
  if (shelves === undefined) return <PageHeading hidden>Loading the room…</PageHeading>;
  return <Unlisted key={uuid} uuid={uuid} />;
}

/** A room that no list holds: put away, embedded, just made, or not for this member. */
function Unlisted({ uuid }: { readonly uuid: string }): ReactNode {
  const { put } = useRooms();
  const [error, setError] = useState<ApiError>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    roomsApi.find(uuid, stop.signal).then(put, (thrown: unknown) => {
      if (!stop.signal.aborted) setError(toApiError(thrown));
    });
    return () => stop.abort();
  }, [uuid, turn, put]);
  if (error === undefined) return <PageHeading hidden>Loading the room…</PageHeading>;
  if (error.status === 404 || error.status === 403) return <NotFound />;
  return <Failed error={error} onRetry={() => setTurn(turn + 1)} />;
}

interface FailedProps {
  readonly error: ApiError;
  readonly onRetry: () => void;
}

function Failed({ error, onRetry }: FailedProps): ReactNode {
  return (
    <>
      <PageHeading hidden>Room</PageHeading>
      <Notice
        alert
        title="The room did not come"
        action={<Button onClick={onRetry}>Try again</Button>}
      >
        {errorText(error)}
      </Notice>
    </>
  );
}

/** The last words in the list change with the message: who only looks in hears it on the room's own topic. */
function usePreview(room: Room | undefined): void {
  const client = useClient();
  const { refresh } = useRooms();
  const { uuid, topic, last_message: last } = room ?? {};
  const lastId = last?.id;
  useEffect(() => {
    if (uuid === undefined || topic === undefined) return undefined;
    const changed = ({ id }: { readonly id: number }): void => {
      if (id === lastId) refresh(uuid);
    };
    const subscription = onEvents<ChatRoomEvents>(client, topic, {
      updatedMessage: changed,
      deletedMessage: changed,
    });
    return () => subscription.leave();
  }, [client, uuid, topic, lastId, refresh]);
}
