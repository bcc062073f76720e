import type { ReactNode } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { PublicMember, Room } from '../../api/types.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { MemberPicker } from '../members/member-picker.tsx';
import { useMember } from '../session/session-context.ts';

/** Picks the one to write to; the conversation is found if there is one. */
export function NewDirect({ onMade }: { readonly onMade: (room: Room) => void }): ReactNode {
  const { id } = useMember();
  const action = useAction(async (member: PublicMember) => {
    onMade(await roomsApi.create({ kind: 'direct', community_member_ids: [member.id] }));
  });
  return (
    <>
      {action.error !== undefined && <Trouble>{errorText(action.error)}</Trouble>}
      <MemberPicker
        label="Whom do you want to write to?"
        // No reason is said: one is simply not in one's own list.
        without={new Map([[id, '']])}
        picked={[]}
        onPick={(member) => void action.run(member)}
        autoFocus
        eager
      />
    </>
  );
}
