import { ActionIcon, Button, Menu } from '@mantine/core';
import { ArrowLeft, EllipsisVertical, LogIn, LogOut, Pencil, UserPlus, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { PageHeading } from '../../shell/page-heading.tsx';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { RoomMark } from '../rooms/room-row.tsx';
import { useRooms } from '../rooms/rooms-context.ts';
import { useMember } from '../session/session-context.ts';
import css from './conversation-header.module.css';

export type RoomDialog = 'invite' | 'edit' | 'leave';

interface ConversationHeaderProps {
  readonly room: Room;
  /** How many are here now. */
  readonly online: number;
  readonly membersShown: boolean;
  readonly onMembers: () => void;
  readonly onDialog: (dialog: RoomDialog) => void;
  /** There is a list to go back to. */
  readonly back: boolean;
  readonly takesFocus: boolean;
}

/** The room's name, who is here, and what can be done with the room. */
export function ConversationHeader(props: ConversationHeaderProps): ReactNode {
  const { room, online, membersShown, onMembers, onDialog, back, takesFocus } = props;
  const { id, role } = useMember();
  const { reload } = useRooms();
  const joining = useAction(async () => {
    await roomsApi.join(room.uuid, id);
    reload();
  });
  const owner = room.role === 'owner';
  const mayEdit = owner || (room.kind === 'open' && role === 'admin');
  return (
    <>
      <header className={css.header}>
        {back ? (
          <ActionIcon component={Link} href="/" aria-label="Back to the rooms">
            <ArrowLeft aria-hidden size={21} />
          </ActionIcon>
        ) : (
          <RoomMark kind={room.kind} />
        )}
        <div className={css.words}>
          <PageHeading className={css.name} takesFocus={takesFocus}>
            {room.name}
          </PageHeading>
          {room.description ? <p className={css.about}>{room.description}</p> : null}
        </div>
        <Button
          variant="subtle"
          size="sm"
          className={css.members ?? ''}
          leftSection={<Users aria-hidden size={18} />}
          aria-label={`Members, ${online} online`}
          aria-expanded={membersShown}
          onClick={onMembers}
        >
          {online}
        </Button>
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label="Room menu">
              <EllipsisVertical aria-hidden size={20} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {owner && (
              <Menu.Item
                leftSection={<UserPlus aria-hidden size={18} />}
                onClick={() => onDialog('invite')}
              >
                Invite
              </Menu.Item>
            )}
            {mayEdit && (
              <Menu.Item
                leftSection={<Pencil aria-hidden size={18} />}
                onClick={() => onDialog('edit')}
              >
                Rename
              </Menu.Item>
            )}
            {room.role === null ? (
              <Menu.Item
                leftSection={<LogIn aria-hidden size={18} />}
                onClick={() => void joining.run()}
              >
                Join
              </Menu.Item>
            ) : (
              <Menu.Item
                leftSection={<LogOut aria-hidden size={18} />}
                onClick={() => onDialog('leave')}
              >
                Leave
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </header>
      {joining.error !== undefined && <Trouble>{errorText(joining.error)}</Trouble>}
    </>
  );
}
