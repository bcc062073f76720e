import { Hash, LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Room } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import css from './room-mark.module.css';

interface RoomMarkProps {
  readonly room: Room;
  /** Whether the other of a direct room is here; absent where that is not known. */
  readonly online?: boolean | undefined;
}

/** The other's face in a direct room, `#` for one open to all, a lock for a private one. */
export function RoomMark({ room, online }: RoomMarkProps): ReactNode {
  const other = otherOf(room);
  if (other !== undefined) {
    const dot = online === undefined ? {} : { online };
    return <Avatar name={other.name} color={other.color} {...dot} />;
  }
  return (
    <span className={css.mark} aria-hidden="true">
      {room.chat_room_access === 'open' ? <Hash size={19} /> : <LockKeyhole size={17} />}
    </span>
  );
}

/** The one a direct room is with. */
export function otherOf(room: Room): Room['other_participants_preview'][number] | undefined {
  return room.chat_room_kind === 'direct' ? room.other_participants_preview[0] : undefined;
}
