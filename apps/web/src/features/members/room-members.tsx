import { ActionIcon, Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Member } from '@parley/client';
import { UserPlus, X } from 'lucide-react';
import { useCallback, useMemo, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberList } from './member-list.tsx';
import { people } from './merge.ts';
import css from './room-members.module.css';

interface RoomMembersProps {
  readonly room: Room;
  /** Those who are here now. */
  readonly online: readonly Member[];
  /** How many are here now. */
  readonly count: number;
  readonly self: string | undefined;
  readonly shown: boolean;
  readonly onClose: () => void;
  readonly inviting: boolean;
  readonly onInvite: (open: boolean) => void;
}

/** Who belongs to the room: a column where there is room for one, a drawer elsewhere. */
export function RoomMembers(props: RoomMembersProps): ReactNode {
  const { room, online, count, self, shown, onClose, inviting, onInvite } = props;
  const wide = useMediaQuery('(min-width: 1100px)', false, { getInitialValueInEffect: false });
  const { uuid, participants: total } = room;
  const load = useCallback(
    // `total` is here to ask again when somebody came or went.
    async (signal: AbortSignal) => (await roomsApi.participants(uuid, signal)).participants,
    [uuid, total],
  );
  const { data, error, loading, reload } = useResource(load);
  const everybody = useMemo(() => people(data ?? [], online), [data, online]);
  const content = (
    <>
      {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
      <MemberList
        people={everybody}
        self={self}
        loading={loading}
        more={Math.max(0, count - online.length)}
      />
      {room.role === 'owner' && (
        <Button
          className={css.invite ?? ''}
          variant="default"
          leftSection={<UserPlus aria-hidden size={18} />}
          onClick={() => onInvite(true)}
        >
          Invite
        </Button>
      )}
    </>
  );
  return (
    <>
      {wide ? (
        shown && (
          <aside className={css.column} aria-label="Members">
            <div className={css.head}>
              <h2 className={css.title}>Members</h2>
              <ActionIcon aria-label="Close the members" onClick={onClose}>
                <X aria-hidden size={19} />
              </ActionIcon>
            </div>
            {content}
          </aside>
        )
      ) : (
        <Drawer
          opened={shown}
          onClose={onClose}
          position="right"
          size="min(320px, 88vw)"
          title="Members"
          closeButtonProps={{ 'aria-label': 'Close the members' }}
        >
          {content}
        </Drawer>
      )}
      <InviteDialog
        room={room}
        opened={inviting}
        onClose={() => onInvite(false)}
        participants={data ?? []}
        onInvited={reload}
      />
    </>
  );
}
