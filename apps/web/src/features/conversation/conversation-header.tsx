import { ActionIcon, Button } from '@mantine/core';
import { ArrowLeft, BellOff, Users } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ApiError } from '../../api/api-error.ts';
import { roomsApi } from '../../api/rooms.ts';
import type { Room } from '../../api/types.ts';
import { PageHeading } from '../../shell/page-heading.tsx';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import bar from '../../ui/page-bar.module.css';
import { useAction } from '../../ui/use-action.ts';
import { CallButton } from '../room-call/call-button.tsx';
import { otherOf, RoomMark } from '../rooms/room-mark.tsx';
import { RoomMenu, type RoomDialog } from '../rooms/room-menu.tsx';
import { useRooms } from '../rooms/rooms-context.ts';
import { useOnline } from '../rooms/use-online.ts';
import { useMember } from '../session/session-context.ts';
import css from './conversation-header.module.css';

interface ConversationHeaderProps {
  readonly room: Room;
  /** How many are here now. */
  readonly online: number;
  readonly membersShown: boolean;
  readonly onMembers: () => void;
  readonly onDialog: (dialog: RoomDialog) => void;
  /** There is a list to go back to. */
  readonly back: boolean;
  readonly takesFocus: boolean;
}

/** The room's name, who is here, and what can be done with the room. */
export function ConversationHeader(props: ConversationHeaderProps): ReactNode {
  const { room, online, membersShown, onMembers, onDialog, back, takesFocus } = props;
  const { id } = useMember();
  const { put } = useRooms();
  const isOnline = useOnline();
  const [error, setError] = useState<ApiError>();
  const joining = useAction(async () => {
    setError(undefined);
    await roomsApi.add(room.uuid, [id]);
    put(await roomsApi.find(room.uuid));
  }, setError);
  const { chat_room_name: name, chat_room_description: about, current_participant: me } = room;
  const other = otherOf(room);
  const here = other && isOnline(other.community_member_id);
  const presence = here === undefined ? undefined : here ? 'Online' : 'Offline';
  const under = other === undefined ? about : presence;
  return (
    <>
      <header className={bar.header}>
        {back ? (
          <ActionIcon component={Link} href="/" aria-label="Back to the conversations">
            <ArrowLeft aria-hidden size={21} />
          </ActionIcon>
        ) : (
          <RoomMark room={room} online={here} />
        )}
        <div className={bar.words}>
          <PageHeading className={bar.name} takesFocus={takesFocus}>
            {name}
          </PageHeading>
          {under ? <p className={bar.about}>{under}</p> : null}
        </div>
        {me?.muted === true && <BellOff className={css.muted} aria-label="Muted" size={17} />}
        {me === null && (
          <Button size="sm" loading={joining.busy} onClick={() => void joining.run()}>
            Join
          </Button>
        )}
        {me !== null && <CallButton room={room} />}
        {other === undefined && (
          <Button
            variant="subtle"
            size="sm"
            className={css.members ?? ''}
            leftSection={<Users aria-hidden size={18} />}
            aria-label={`Members, ${online} here now`}
            title={`${online} here now`}
            aria-expanded={membersShown}
            onClick={onMembers}
          >
            {online}
          </Button>
        )}
        <RoomMenu room={room} onDialog={onDialog} onError={setError} />
      </header>
      {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
    </>
  );
}
