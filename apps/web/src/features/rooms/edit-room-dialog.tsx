import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formText } from '../../ui/form-text.ts';
import { useAction } from '../../ui/use-action.ts';
import { useRooms } from './rooms-context.ts';

interface RoomDialogProps {
  readonly room: Room;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Changes what a room is called and what it is about. */
export function EditRoomDialog({ room, opened, onClose }: RoomDialogProps): ReactNode {
  const { reload } = useRooms();
  const action = useAction(async (form: FormData) => {
    await roomsApi.rename(room.uuid, {
      name: formText(form, 'name').trim(),
      description: formText(form, 'description').trim(),
    });
    reload();
    onClose();
  });
  const fields = action.error?.fields ?? {};
  return (
    <FormDialog
      title="Rename room"
      opened={opened}
      onClose={onClose}
      onSubmit={(form) => void action.run(form)}
      submit="Save"
      busy={action.busy}
      error={action.error}
    >
      <TextInput
        name="name"
        label="Name"
        required
        withAsterisk={false}
        maxLength={80}
        defaultValue={room.name}
        data-autofocus
        error={fields['name']}
      />
      <TextInput
        name="description"
        label="What is it about? (optional)"
        maxLength={500}
        defaultValue={room.description ?? ''}
        error={fields['description']}
      />
    </FormDialog>
  );
}
