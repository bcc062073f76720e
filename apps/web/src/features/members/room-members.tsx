import { ActionIcon, Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Member } from '@parley/client';
import { UserPlus, X } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useOnline } from '../rooms/use-online.ts';
import { useRooms } from '../rooms/rooms-context.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberList } from './member-list.tsx';
import { people, type Person } from './merge.ts';
import { PersonMenu } from './person-menu.tsx';
import css from './room-members.module.css';
import { useParticipants } from './use-participants.ts';

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
  const { uuid, chat_room_participants_count: total, current_participant: me } = room;
  const { data, error, loading, reload } = useParticipants(uuid, total, shown || inviting);
  const { refresh } = useRooms();
  const isOnline = useOnline();
  const everybody = useMemo(() => people(data ?? [], online), [data, online]);
  // While somebody's menu is open the list stays as it was: who comes or goes moves to another place
  // of it, and would take the menu away from under the pointer.
  const [held, setHeld] = useState<readonly Person[]>();
  const [, navigate] = useLocation();
  const action = useAction(async (act: () => Promise<unknown>) => {
    await act();
    reload();
    refresh(uuid);
  });
  const writing = useAction(async (memberId: number) => {
    const direct = { kind: 'direct', community_member_ids: [memberId] } as const;
    navigate(`/rooms/${(await roomsApi.create(direct)).uuid}`);
  });
  const failed = action.error ?? writing.error ?? error;
  const group = room.chat_room_kind !== 'direct';
  const owner = group && me?.admin === true;

  function menu({ id, participant }: Person): ReactNode {
    if (participant === undefined || id === self || !group) return null;
    return (
      <PersonMenu
        participant={participant}
        owner={owner}
        onWrite={() => void writing.run(participant.community_member_id)}
        onOwner={(admin) => void action.run(() => roomsApi.change(uuid, participant.id, { admin }))}
        onRemove={() => void action.run(() => roomsApi.expel(uuid, participant.id))}
        onOpened={(opened) => setHeld(opened ? everybody : undefined)}
      />
    );
  }

  const content = (
    <>
      {failed !== undefined && <Trouble>{errorText(failed)}</Trouble>}
      <MemberList
        people={held ?? everybody}
        self={self}
        loading={loading}
        isOnline={isOnline}
        more={Math.max(0, count - online.length)}
        menu={menu}
      />
      {owner && (
        <Button
          className={css.invite ?? ''}
          variant="default"
          leftSection={<UserPlus aria-hidden size={18} />}
          onClick={() => onInvite(true)}
        >
          Add people
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
        onInvited={() => {
          reload();
          refresh(uuid);
        }}
      />
    </>
  );
}
