import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { roomsApi } from '../../api/rooms.ts';
import { ChoiceCards } from '../../ui/choice-cards.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formText } from '../../ui/form-text.ts';
import { useAction } from '../../ui/use-action.ts';
import { useRooms } from './rooms-context.ts';

interface CreateRoomDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Opens a new room and goes there. */
export function CreateRoomDialog({ opened, onClose }: CreateRoomDialogProps): ReactNode {
  const { reload } = useRooms();
  const [, navigate] = useLocation();
  const action = useAction(async (form: FormData) => {
    const name = formText(form, 'name').trim();
    const description = formText(form, 'description').trim();
    const kind = form.get('kind') === 'private' ? 'private' : 'open';
    const about = description === '' ? {} : { description };
    const { room } = await roomsApi.create({ name, kind, ...about });
    reload();
    onClose();
    navigate(`/rooms/${room.uuid}`);
  });
  const fields = action.error?.fields ?? {};
  return (
    <FormDialog
      title="New room"
      opened={opened}
      onClose={onClose}
      onSubmit={(form) => void action.run(form)}
      submit="Open the room"
      busy={action.busy}
      error={action.error}
    >
      <TextInput
        name="name"
        label="Name"
        required
        withAsterisk={false}
        maxLength={80}
        data-autofocus
        error={fields['name']}
      />
      <TextInput
        name="description"
        label="What is it about? (optional)"
        maxLength={500}
        error={fields['description']}
      />
      <ChoiceCards
        name="kind"
        label="Who may come in?"
        choices={[
          { value: 'open', title: 'Open', text: 'Everyone in this community.' },
          { value: 'private', title: 'Private', text: 'Those who are invited.' },
        ]}
      />
    </FormDialog>
  );
}
