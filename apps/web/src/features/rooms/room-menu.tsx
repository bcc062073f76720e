import { ActionIcon, Menu } from '@mantine/core';
import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  EllipsisVertical,
  LogOut,
  Pencil,
  Pin,
  PinOff,
  Trash2,
  UserPlus,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { ApiError } from '../../api/api-error.ts';
import type { Room } from '../../api/types.ts';
import { useAction } from '../../ui/use-action.ts';
import { useMember } from '../session/session-context.ts';
import { useRooms } from './rooms-context.ts';

/** What the menu opens. */
export type RoomDialog = 'invite' | 'edit' | 'leave' | 'delete';

interface RoomMenuProps {
  readonly room: Room;
  readonly onDialog: (dialog: RoomDialog) => void;
  /** An item that acts at once failed; undefined: it is tried again. */
  readonly onError: (error: ApiError | undefined) => void;
}

/** What one may do with a room: to one's own list, and to the room itself. */
export function RoomMenu({ room, onDialog, onError }: RoomMenuProps): ReactNode {
  const { role } = useMember();
  const own = useOwnRoom(room, onError);
  const { current_participant: me } = room;
  const group = room.chat_room_kind !== 'direct';
  const owner = me?.admin === true;
  const mayEdit = group && (owner || (room.chat_room_access === 'open' && role === 'admin'));
  if (me === null && !mayEdit) return null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label="Room menu">
          <EllipsisVertical aria-hidden size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {me !== null && (
          <>
            <Menu.Item
              leftSection={icon(me.pinned_at === null ? Pin : PinOff)}
              onClick={() => own.pin(me.pinned_at === null)}
            >
              {me.pinned_at === null ? 'Pin to the top' : 'Unpin'}
            </Menu.Item>
            <Menu.Item
              leftSection={icon(me.muted ? Bell : BellOff)}
              onClick={() => own.change({ muted: !me.muted })}
            >
              {me.muted ? 'Unmute' : 'Mute'}
            </Menu.Item>
            <Menu.Item
              leftSection={icon(me.archived ? ArchiveRestore : Archive)}
              onClick={() => own.change({ archived: !me.archived })}
            >
              {me.archived ? 'Bring back' : 'Archive'}
            </Menu.Item>
          </>
        )}
        {me !== null && group && <Menu.Divider />}
        {group && owner && (
          <Menu.Item leftSection={icon(UserPlus)} onClick={() => onDialog('invite')}>
            Add people
          </Menu.Item>
        )}
        {mayEdit && (
          <Menu.Item leftSection={icon(Pencil)} onClick={() => onDialog('edit')}>
            Room details
          </Menu.Item>
        )}
        {me !== null && group && (
          <Menu.Item leftSection={icon(LogOut)} onClick={() => onDialog('leave')}>
            Leave
          </Menu.Item>
        )}
        {mayEdit && (
          <Menu.Item leftSection={icon(Trash2)} data-danger onClick={() => onDialog('delete')}>
            Delete the room
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function icon(Icon: typeof Pin): ReactNode {
  return <Icon aria-hidden size={18} />;
}

interface OwnRoom {
  readonly pin: (on: boolean) => void;
  readonly change: (body: { readonly muted?: boolean; readonly archived?: boolean }) => void;
}

/** What concerns one's own list only. It is asked for again, since no event tells all of it. */
function useOwnRoom(room: Room, onError: RoomMenuProps['onError']): OwnRoom {
  const { put } = useRooms();
  const { uuid, current_participant: me } = room;
  const action = useAction(async (act: () => Promise<unknown>) => {
    onError(undefined);
    await act();
    put(await roomsApi.find(uuid));
  }, onError);
  return {
    pin: (on) => void action.run(() => (on ? roomsApi.pin(uuid) : roomsApi.unpin(uuid))),
    change(body) {
      if (me !== null) void action.run(() => roomsApi.change(uuid, me.id, body));
    },
  };
}
