import { Button } from '@mantine/core';
import { MessagesSquare } from 'lucide-react';
import type { ReactNode } from 'react';
import { PageHeading } from '../../shell/page-heading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { useMember } from '../session/session-context.ts';

/** Beside the list, while no room is open. */
export function RoomsHome({ onCreate }: { readonly onCreate: () => void }): ReactNode {
  useTitle('Rooms');
  const { name } = useMember();
  return (
    <>
      <PageHeading hidden>Rooms</PageHeading>
      <Notice
        icon={<MessagesSquare />}
        title={`Good to see you, ${name}`}
        action={
          <Button variant="default" onClick={onCreate}>
            New room
          </Button>
        }
      >
        Choose a room to read on, or open one.
      </Notice>
    </>
  );
}
