import { useMemo, useState, type ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { Participant, PublicMember, Room } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useAction } from '../../ui/use-action.ts';
import { MemberPicker } from './member-picker.tsx';
import { toggled } from './toggled.ts';

interface InviteDialogProps {
  readonly room: Room;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Those who are in already. */
  readonly participants: readonly Participant[];
  readonly onInvited: () => void;
}

/** Finds members by name and brings them into a room. */
export function InviteDialog(props: InviteDialogProps): ReactNode {
  const { room, opened, onClose, participants, onInvited } = props;
  const [picked, setPicked] = useState<readonly PublicMember[]>([]);
  const without = useMemo(
    () => new Map(participants.map((p) => [p.community_member_id, 'In the room'])),
    [participants],
  );
  const action = useAction(async () => {
    await roomsApi.add(
      room.uuid,
      picked.map(({ id }) => id),
    );
    setPicked([]);
    onInvited();
    onClose();
  });
  return (
    <FormDialog
      title={`Add people to ${room.chat_room_name}`}
      opened={opened}
      onClose={onClose}
      onSubmit={() => {
        if (picked.length > 0) void action.run();
      }}
      submit={picked.length > 1 ? `Add ${picked.length} people` : 'Add'}
      busy={action.busy}
      error={action.error}
    >
      <MemberPicker
        label="Who?"
        without={without}
        picked={picked}
        onPick={(member) => setPicked(toggled(picked, member))}
        autoFocus
        eager
      />
      {!room.chat_room_show_history && <p>They read what is said from now on.</p>}
    </FormDialog>
  );
}
