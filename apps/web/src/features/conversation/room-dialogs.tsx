import type { ReactNode } from 'react';
import type { Room } from '../../api/types.ts';
import { EditRoomDialog } from '../rooms/edit-room-dialog.tsx';
import { DeleteRoomDialog, LeaveRoomDialog } from '../rooms/leave-room-dialog.tsx';
import type { RoomDialog } from '../rooms/room-menu.tsx';

interface RoomDialogsProps {
  readonly room: Room;
  readonly dialog: RoomDialog | undefined;
  readonly onClose: () => void;
}

/** The dialogs of the room's menu, inviting left out: that one belongs to the members. */
export function RoomDialogs({ room, dialog, onClose }: RoomDialogsProps): ReactNode {
  return (
    <>
      <EditRoomDialog room={room} opened={dialog === 'edit'} onClose={onClose} />
      <LeaveRoomDialog room={room} opened={dialog === 'leave'} onClose={onClose} />
      <DeleteRoomDialog room={room} opened={dialog === 'delete'} onClose={onClose} />
    </>
  );
}
