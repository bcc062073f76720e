import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formText } from '../../ui/form-text.ts';
import { useAction } from '../../ui/use-action.ts';
import { useRooms } from './rooms-context.ts';

interface RoomDialogProps {
  readonly room: Room;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Changes what a room is called, what it is about, and what newcomers see. */
export function EditRoomDialog({ room, opened, onClose }: RoomDialogProps): ReactNode {
  const { put } = useRooms();
  const action = useAction(async (form: FormData) => {
    put(
      await roomsApi.update(room.uuid, {
        name: formText(form, 'name').trim(),
        description: formText(form, 'description').trim(),
        show_history: form.get('show_history') !== null,
      }),
    );
    onClose();
  });
  const fields = action.error?.fields ?? {};
  return (
    <FormDialog
      title="Room details"
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
        defaultValue={room.chat_room_name}
        data-autofocus
        error={fields['name']}
      />
      <TextInput
        name="description"
        label="What is it about? (optional)"
        maxLength={500}
        defaultValue={room.chat_room_description}
        error={fields['description']}
      />
      <CheckField
        name="show_history"
        label="Newcomers see what was said before"
        checked={room.chat_room_show_history}
      />
    </FormDialog>
  );
}
