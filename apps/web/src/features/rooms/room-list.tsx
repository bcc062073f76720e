import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { ChevronDown, MessagesSquare } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { Room } from '../../api/types.ts';
import { errorText } from '../../ui/error-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useMember } from '../session/session-context.ts';
import { otherOf } from './room-mark.tsx';
import css from './room-list.module.css';
import { RoomRow } from './room-row.tsx';
import { useRooms } from './rooms-context.ts';
import { useOnline } from './use-online.ts';

interface RoomListProps {
  /** The room that is open. */
  readonly current?: string | undefined;
  readonly onCreate: () => void;
}

/** Open rooms shown before one asks for the rest. */
const DISCOVERED = 5;

/** The conversations by what they are, each with its last words. */
export function RoomList({ current, onCreate }: RoomListProps): ReactNode {
  const { shelves, error, reload } = useRooms();
  const [whole, setWhole] = useState(false);
  if (shelves === undefined && error === undefined) return <Loading />;
  if (shelves === undefined) {
    return (
      <Notice
        alert
        title="The conversations did not come"
        action={<Button onClick={reload}>Try again</Button>}
      >
        {error !== undefined && errorText(error)}
      </Notice>
    );
  }
  const { pinned, direct, groups, open } = shelves;
  const none = pinned.length + direct.length + groups.length + open.length === 0;
  const discovered = whole ? open : open.slice(0, DISCOVERED);
  return (
    <>
      {none && (
        <Notice
          icon={<MessagesSquare />}
          title="No conversations yet"
          action={<Button onClick={onCreate}>Open the first room</Button>}
        >
          Write to somebody, or open a room: for everyone here, or for those you invite.
        </Notice>
      )}
      <Shelf title="Pinned" rooms={pinned} current={current} />
      <Shelf title="Rooms" rooms={groups} current={current} />
      <Shelf title="Direct messages" rooms={direct} current={current} />
      <Shelf title="Open to you" rooms={discovered} current={current}>
        {open.length > discovered.length && (
          <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
            Show all {open.length}
          </Button>
        )}
      </Shelf>
      <Archived current={current} />
    </>
  );
}

interface ShelfProps {
  readonly title: string;
  readonly rooms: readonly Room[];
  readonly current: string | undefined;
  readonly children?: ReactNode;
}

function Shelf({ title, rooms, current, children }: ShelfProps): ReactNode {
  const id = useId();
  if (rooms.length === 0) return null;
  return (
    <section className={css.shelf} aria-labelledby={id}>
      <h2 className={css.title} id={id}>
        {title}
      </h2>
      <Rows rooms={rooms} current={current} />
      {children}
    </section>
  );
}

function Rows({ rooms, current }: Pick<ShelfProps, 'rooms' | 'current'>): ReactNode {
  const { id } = useMember();
  const isOnline = useOnline();
  return (
    <ul className={css.list}>
      {rooms.map((room) => {
        const other = otherOf(room);
        return (
          <li key={room.uuid}>
            <RoomRow
              room={room}
              current={room.uuid === current}
              memberId={id}
              online={other && isOnline(other.community_member_id)}
            />
          </li>
        );
      })}
    </ul>
  );
}

function Archived({ current }: Pick<ShelfProps, 'current'>): ReactNode {
  const { shelves, loadArchived, loading } = useRooms();
  const [shown, setShown] = useState(false);
  const id = useId();
  const rooms = shelves?.archived ?? [];
  return (
    <section className={css.shelf} aria-label="Archived">
      <button
        type="button"
        className={css.toggle}
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => {
          if (!shown) loadArchived();
          setShown(!shown);
        }}
      >
        Archived <ChevronDown aria-hidden size={16} />
      </button>
      <div id={id} hidden={!shown}>
        {shown && rooms.length === 0 && (
          <p className={css.none} role="status">
            {loading ? 'Loading…' : 'Nothing is put away.'}
          </p>
        )}
        {shown && <Rows rooms={rooms} current={current} />}
      </div>
    </section>
  );
}

function Loading(): ReactNode {
  return (
    <div className={css.loading} role="status">
      <VisuallyHidden>Loading conversations…</VisuallyHidden>
      {[1, 2, 3, 4].map((n) => (
        <Skeleton key={n} height={56} radius="md" />
      ))}
    </div>
  );
}
