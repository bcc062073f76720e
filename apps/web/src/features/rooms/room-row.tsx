import { VisuallyHidden } from '@mantine/core';
import { Hash, LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Room } from '../../api/types.ts';
import { fullTime, shortTime } from '../conversation/times.ts';
import css from './room-row.module.css';

interface RoomRowProps {
  readonly room: Room;
  readonly current: boolean;
  readonly unread: boolean;
}

/** `#` for a room open to all, a lock for a private one. */
export function RoomMark({ kind }: Pick<Room, 'kind'>): ReactNode {
  return (
    <span className={css.mark} aria-hidden="true">
      {kind === 'open' ? <Hash size={19} /> : <LockKeyhole size={17} />}
    </span>
  );
}

/** One room in the list: what it is called, and what was said last. */
export function RoomRow({ room, current, unread }: RoomRowProps): ReactNode {
  const { uuid, name, kind, lastMessage, description } = room;
  return (
    <Link
      href={`/rooms/${uuid}`}
      className={css.row}
      data-unread={unread}
      aria-current={current ? 'page' : undefined}
    >
      <RoomMark kind={kind} />
      <span className={css.words}>
        <span className={css.name}>
          {name}
          {kind === 'private' && <VisuallyHidden> (private)</VisuallyHidden>}
        </span>
        <span className={css.last}>
          {lastMessage === null
            ? description || 'Nothing said yet'
            : `${lastMessage.author}: ${lastMessage.text}`}
        </span>
      </span>
      <span className={css.side}>
        {lastMessage !== null && (
          <time dateTime={lastMessage.timestamp} title={fullTime(lastMessage.timestamp)}>
            {shortTime(lastMessage.timestamp, new Date())}
          </time>
        )}
        {unread && (
          <span className={css.dot}>
            <VisuallyHidden>New messages</VisuallyHidden>
          </span>
        )}
      </span>
    </Link>
  );
}
