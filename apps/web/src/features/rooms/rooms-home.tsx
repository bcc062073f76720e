import { Button } from '@mantine/core';
import { MessagesSquare } from 'lucide-react';
import type { ReactNode } from 'react';
import { PageHeading } from '../../shell/page-heading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { useMember } from '../session/session-context.ts';
import { useRooms } from './rooms-context.ts';

/** Beside the list, while no room is open. */
export function RoomsHome({ onCreate }: { readonly onCreate: () => void }): ReactNode {
  useTitle('Conversations');
  const { name } = useMember();
  const { unread, shelves } = useRooms();
  const { pinned = [], direct = [], groups = [] } = shelves ?? {};
  const none = shelves !== undefined && [pinned, direct, groups].every((s) => s.length === 0);
  return (
    <>
      <PageHeading hidden>Conversations</PageHeading>
      <Notice
        icon={<MessagesSquare />}
        title={`Good to see you, ${name}`}
        action={
          <Button variant="default" onClick={onCreate}>
            New conversation
          </Button>
        }
      >
        {none
          ? 'You are in no conversation yet. Enter a room that is open to you, or begin one.'
          : unread === 0
            ? 'You have read everything. Choose a conversation, or begin one.'
            : `${unread} message${unread === 1 ? '' : 's'} wait${unread === 1 ? 's' : ''} to be read.`}
      </Notice>
    </>
  );
}
