import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useMember } from '../session/session-context.ts';
import { useRooms } from './rooms-context.ts';

interface LeaveRoomDialogProps {
  readonly room: Room;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Leaves a room, after a word about what that means. */
export function LeaveRoomDialog({ room, opened, onClose }: LeaveRoomDialogProps): ReactNode {
  const { reload } = useRooms();
  const { id } = useMember();
  const [, navigate] = useLocation();
  const action = useAction(async () => {
    await roomsApi.leave(room.uuid, id);
    onClose();
    navigate('/');
    reload();
  });
  return (
    <FormDialog
      title={`Leave ${room.name}?`}
      opened={opened}
      onClose={onClose}
      onSubmit={() => void action.run()}
      submit="Leave the room"
      danger
      busy={action.busy}
      error={action.error}
    >
      <p>
        {room.kind === 'private'
          ? 'You will not see what is said there any more. Somebody inside can invite you again.'
          : 'It stays open to everyone: you can come back whenever you like.'}
      </p>
    </FormDialog>
  );
}
