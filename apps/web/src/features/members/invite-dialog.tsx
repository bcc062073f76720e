import { Button, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useState, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { Participant, Room } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useResource } from '../../ui/use-resource.ts';
import css from './invite-dialog.module.css';

interface InviteDialogProps {
  readonly room: Room;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Those who are in already. */
  readonly participants: readonly Participant[];
  readonly onInvited: () => void;
}

/** Finds members by name and brings them into a private room. */
export function InviteDialog(props: InviteDialogProps): ReactNode {
  const { room, opened, onClose } = props;
  return (
    <Modal
      title={`Invite to ${room.name}`}
      opened={opened}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Finder {...props} />
    </Modal>
  );
}

function Finder({ room, participants, onInvited }: InviteDialogProps): ReactNode {
  const [query, setQuery] = useState('');
  const [wanted] = useDebouncedValue(query.trim(), 200);
  const load = useCallback((signal: AbortSignal) => roomsApi.findMembers(wanted, signal), [wanted]);
  const { data, error } = useResource(load);
  const [invited, setInvited] = useState<readonly number[]>([]);
  const action = useAction(async (memberId: number) => {
    await roomsApi.invite(room.uuid, memberId);
    setInvited((old) => [...old, memberId]);
    onInvited();
  });
  const failed = action.error ?? error;
  const inside = new Set([...participants.map((p) => p.id), ...invited]);
  return (
    <div className={css.finder}>
      <TextInput
        label="Who?"
        placeholder="Name"
        data-autofocus
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {failed !== undefined && <Trouble>{errorText(failed)}</Trouble>}
      {data?.members.length === 0 && <p>Nobody here is called that.</p>}
      <ul className={css.list}>
        {data?.members.map((member) => (
          <li key={member.id} className={css.member}>
            <Avatar name={member.name} color={member.color} size="small" />
            <span className={css.name}>{member.name}</span>
            {inside.has(member.id) ? (
              <span className={css.inside} role="status">
                In the room
              </span>
            ) : (
              <Button
                size="xs"
                variant="default"
                aria-label={`Invite ${member.name}`}
                onClick={() => void action.run(member.id)}
              >
                Invite
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
