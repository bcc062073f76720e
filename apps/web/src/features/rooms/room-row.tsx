import { VisuallyHidden } from '@mantine/core';
import { BellOff } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Room } from '../../api/types.ts';
import { fullTime, shortTime } from '../conversation/times.ts';
import { saidIn } from '../files/file-words.ts';
import { RoomMark } from './room-mark.tsx';
import css from './room-row.module.css';

interface RoomRowProps {
  readonly room: Room;
  readonly current: boolean;
  readonly memberId: number;
  readonly online?: boolean | undefined;
}

/** More than this is "many", as the badge says it. */
const COUNTED = 99;

function preview(room: Room, memberId: number): string {
  const { last_message: last, chat_room_kind: kind } = room;
  if (last === null) return room.chat_room_description || 'Nothing said yet';
  const text = last.deleted_at === null ? saidIn(last) : 'Message deleted';
  const { community_member_id: author, name } = last.sender;
  if (author === memberId) return `You: ${text}`;
  return kind === 'direct' ? text : `${name}: ${text}`;
}

/** One room in the list: what it is called, what was said last, and how much is unread. */
export const RoomRow = memo(function RoomRow(props: RoomRowProps): ReactNode {
  const { room, current, memberId, online } = props;
  const { unread_messages_count: unread, last_message: last, current_participant: me } = room;
  const muted = me?.muted === true;
  const direct = room.chat_room_kind === 'direct';
  return (
    <Link
      href={`/rooms/${room.uuid}`}
      className={css.row}
      data-unread={unread > 0 && !muted}
      aria-current={current ? 'page' : undefined}
    >
      <RoomMark room={room} online={online} />
      <span className={css.words}>
        <span className={css.name}>
          {room.chat_room_name}
          {!direct && room.chat_room_access === 'private' && (
            <VisuallyHidden> (private)</VisuallyHidden>
          )}
          {direct && online === true && <VisuallyHidden>, online</VisuallyHidden>}
        </span>
        <span className={css.last}>{preview(room, memberId)}</span>
      </span>
      <span className={css.side}>
        {last !== null && (
          <time dateTime={last.sent_at} title={fullTime(last.sent_at)}>
            {shortTime(last.sent_at, new Date())}
          </time>
        )}
        <span className={css.marks}>
          {muted && (
            <>
              <BellOff aria-hidden size={14} />
              <VisuallyHidden>Muted</VisuallyHidden>
            </>
          )}
          {unread > 0 && (
            <span className={css.badge} data-muted={muted}>
              <span aria-hidden="true">{unread > COUNTED ? `${COUNTED}+` : unread}</span>
              <VisuallyHidden>{`${unread} unread message${unread === 1 ? '' : 's'}`}</VisuallyHidden>
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});
