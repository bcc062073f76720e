import { Button, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { PublicMember, Room } from '../../api/types.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { ChoiceCards } from '../../ui/choice-cards.tsx';
import { errorText } from '../../ui/error-text.ts';
import { formText } from '../../ui/form-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { MemberPicker } from '../members/member-picker.tsx';
import { toggled } from '../members/toggled.ts';
import { useMember } from '../session/session-context.ts';
import css from './new-conversation.module.css';

interface NewRoomFormProps {
  readonly onMade: (room: Room) => void;
  readonly onCancel: () => void;
}

/** What a new room is called, who may come in, and who is in it from the start. */
export function NewRoomForm({ onMade, onCancel }: NewRoomFormProps): ReactNode {
  const { id } = useMember();
  const [picked, setPicked] = useState<readonly PublicMember[]>([]);
  const action = useAction(async (form: FormData) => {
    const description = formText(form, 'description').trim();
    const room = await roomsApi.create({
      kind: 'group_chat',
      name: formText(form, 'name').trim(),
      access: form.get('access') === 'private' ? 'private' : 'open',
      show_history: form.get('show_history') !== null,
      community_member_ids: picked.map((member) => member.id),
      ...(description === '' ? {} : { description }),
    });
    onMade(room);
  });
  const { error } = action;
  const fields = error?.fields ?? {};
  const field = (name: string): string | undefined => fields[`chat_room.${name}`] ?? fields[name];
  return (
    <form
      className={css.content}
      onSubmit={(event) => {
        event.preventDefault();
        void action.run(new FormData(event.currentTarget));
      }}
    >
      {error !== undefined && Object.keys(fields).length === 0 && (
        <Trouble>{errorText(error)}</Trouble>
      )}
      <TextInput
        name="name"
        label="Name"
        required
        withAsterisk={false}
        maxLength={80}
        autoFocus
        error={field('name')}
      />
      <TextInput
        name="description"
        label="What is it about? (optional)"
        maxLength={500}
        error={field('description')}
      />
      <ChoiceCards
        name="access"
        label="Who may come in?"
        choices={[
          { value: 'open', title: 'Open', text: 'Everyone in this community.' },
          { value: 'private', title: 'Private', text: 'Those who are added.' },
        ]}
      />
      <MemberPicker
        label="Add people (optional)"
        without={new Map([[id, '']])}
        picked={picked}
        onPick={(member) => setPicked(toggled(picked, member))}
      />
      <CheckField name="show_history" label="Newcomers see what was said before" checked />
      <div className={css.buttons}>
        <Button variant="subtle" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={action.busy}>
          Open the room
        </Button>
      </div>
    </form>
  );
}
