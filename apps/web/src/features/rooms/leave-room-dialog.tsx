import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useRooms } from './rooms-context.ts';

interface RoomDialogProps {
  readonly room: Room;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Leaves a room, after a word about what that means. */
export function LeaveRoomDialog({ room, opened, onClose }: RoomDialogProps): ReactNode {
  const { drop, reload } = useRooms();
  const [, navigate] = useLocation();
  const { current_participant: me } = room;
  const action = useAction(async () => {
    if (me !== null) await roomsApi.expel(room.uuid, me.id);
    onClose();
    navigate('/');
    drop(room.uuid);
    // An open one stands among those to discover now.
    reload();
  });
  return (
    <FormDialog
      title={`Leave ${room.chat_room_name}?`}
      opened={opened}
      onClose={onClose}
      onSubmit={() => void action.run()}
      submit="Leave the room"
      danger
      busy={action.busy}
      error={action.error}
    >
      <p>
        {room.chat_room_access === 'private'
          ? 'You will not see what is said there any more. Somebody inside can add you again.'
          : 'It stays open to everyone: you can come back whenever you like.'}
      </p>
    </FormDialog>
  );
}

/** Deletes a room with all that was said in it, for everybody, after a word of warning. */
export function DeleteRoomDialog({ room, opened, onClose }: RoomDialogProps): ReactNode {
  const { drop } = useRooms();
  const [, navigate] = useLocation();
  const action = useAction(async () => {
    await roomsApi.remove(room.uuid);
    onClose();
    navigate('/');
    drop(room.uuid);
  });
  return (
    <FormDialog
      title={`Delete ${room.chat_room_name}?`}
      opened={opened}
      onClose={onClose}
      onSubmit={() => void action.run()}
      submit="Delete for everybody"
      danger
      busy={action.busy}
      error={action.error}
    >
      <p>All that was said here is deleted, for everybody. Nobody can bring it back.</p>
    </FormDialog>
  );
}
