import { Button } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { PageHeading } from '../../shell/page-heading.tsx';
import { NotFound } from '../../shell/not-found.tsx';
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
  const { rooms, error, loading, reload } = useRooms();
  const room = rooms?.find((r) => r.uuid === uuid);
  if (room !== undefined) {
    return (
      <Suspense fallback={null}>
        <Conversation key={uuid} room={room} />
      </Suspense>
    );
  }
  if (rooms === undefined && error !== undefined) {
    return (
      <>
        <PageHeading hidden>Room</PageHeading>
        <Notice
          alert
          title="The room did not come"
          action={<Button onClick={reload}>Try again</Button>}
        >
          {errorText(error)}
        </Notice>
      </>
    );
  }
  // A room just made is known a moment later.
  if (loading) return <PageHeading hidden>Loading the room…</PageHeading>;
  return <NotFound />;
}
