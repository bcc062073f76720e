import { Button, Skeleton, TextInput, VisuallyHidden } from '@mantine/core';
import { MessagesSquare, Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useRooms } from './rooms-context.ts';
import css from './room-list.module.css';
import { RoomRow } from './room-row.tsx';

interface RoomListProps {
  /** The room that is open. */
  readonly current?: string | undefined;
  readonly onCreate: () => void;
}

/** The rooms with their last words, and a search over both. */
export function RoomList({ current, onCreate }: RoomListProps): ReactNode {
  const { rooms, error, reload, isUnread } = useRooms();
  const [query, setQuery] = useState('');
  if (rooms === undefined && error === undefined) return <Loading />;
  if (rooms === undefined) {
    return (
      <Notice
        alert
        title="The rooms did not come"
        action={<Button onClick={reload}>Try again</Button>}
      >
        {error !== undefined && errorText(error)}
      </Notice>
    );
  }
  if (rooms.length === 0) {
    return (
      <Notice
        icon={<MessagesSquare />}
        title="No rooms yet"
        action={<Button onClick={onCreate}>Open the first room</Button>}
      >
        A room is where people talk: for everyone here, or for those you invite.
      </Notice>
    );
  }
  const wanted = query.trim().toLocaleLowerCase();
  const found = rooms.filter(({ name, description }) =>
    `${name} ${description ?? ''}`.toLocaleLowerCase().includes(wanted),
  );
  return (
    <>
      <div className={css.search}>
        <TextInput
          type="search"
          aria-label="Search rooms"
          placeholder="Search rooms"
          leftSection={<Search aria-hidden size={17} />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <VisuallyHidden role="status">
        {wanted !== '' && `${found.length} room${found.length === 1 ? '' : 's'} found`}
      </VisuallyHidden>
      {found.length === 0 && <p className={css.none}>No room is called that.</p>}
      <ul className={css.list}>
        {found.map((room) => (
          <li key={room.uuid}>
            <RoomRow room={room} current={room.uuid === current} unread={isUnread(room)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Loading(): ReactNode {
  return (
    <div className={css.loading} role="status">
      <VisuallyHidden>Loading rooms…</VisuallyHidden>
      {[1, 2, 3, 4].map((n) => (
        <Skeleton key={n} height={56} radius="md" />
      ))}
    </div>
  );
}
