import { ActionIcon } from '@mantine/core';
import { CalendarClock, Search, SquarePen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { Bell } from '../features/notifications/bell.tsx';
import type { ConversationKind } from '../features/rooms/new-conversation-dialog.tsx';
import { RoomList } from '../features/rooms/room-list.tsx';
import { Brand } from '../ui/brand.tsx';
import { useTitle } from '../ui/use-title.ts';
import { AccountMenu } from './account-menu.tsx';
import { PageHeading } from './page-heading.tsx';
import css from './sidebar.module.css';

interface SidebarProps {
  readonly current: string | undefined;
  readonly onCreate: (kind: ConversationKind) => void;
  readonly onSearch: () => void;
  readonly onNotifications: () => void;
  /** It is the page itself, on a phone, and names it. */
  readonly heading: boolean;
}

/** The conversations, what is new, the search, and the way to oneself. */
export function Sidebar(props: SidebarProps): ReactNode {
  const { current, onCreate, onSearch, onNotifications, heading } = props;
  const [isAtMeetings] = useRoute('/bookings/*?');
  return (
    <div className={css.sidebar}>
      <div className={css.head}>
        <Link href="/" className={css.home} aria-label="Parley, start page">
          <Brand />
        </Link>
        <div className={css.tools}>
          <Bell onOpen={onNotifications} />
          <ActionIcon
            aria-label="New conversation"
            title="New conversation"
            aria-haspopup="dialog"
            onClick={() => onCreate('direct')}
          >
            <SquarePen aria-hidden size={20} />
          </ActionIcon>
        </div>
      </div>
      {heading && <Heading />}
      <button type="button" className={css.search} aria-haspopup="dialog" onClick={onSearch}>
        <Search aria-hidden size={17} />
        Search
        <kbd className={css.key} aria-hidden="true">
          {/Mac|iP/u.test(navigator.platform) ? '⌘ K' : 'Ctrl K'}
        </kbd>
      </button>
      <Link
        href="/bookings"
        className={css.meetings}
        aria-current={isAtMeetings ? 'page' : undefined}
      >
        <CalendarClock aria-hidden size={19} />
        Meetings
      </Link>
      <div className={css.rooms}>
        <RoomList current={current} onCreate={() => onCreate('room')} />
      </div>
      <AccountMenu />
    </div>
  );
}

function Heading(): ReactNode {
  useTitle('Conversations');
  return <PageHeading hidden>Conversations</PageHeading>;
}
