import { ActionIcon } from '@mantine/core';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { RoomList } from '../features/rooms/room-list.tsx';
import { Brand } from '../ui/brand.tsx';
import { useTitle } from '../ui/use-title.ts';
import { AccountMenu } from './account-menu.tsx';
import { PageHeading } from './page-heading.tsx';
import css from './sidebar.module.css';

interface SidebarProps {
  readonly current: string | undefined;
  readonly onCreate: () => void;
  /** It is the page itself, on a phone, and names it. */
  readonly heading: boolean;
}

/** The rooms, the way to a new one, and the way to oneself. */
export function Sidebar({ current, onCreate, heading }: SidebarProps): ReactNode {
  return (
    <div className={css.sidebar}>
      <div className={css.head}>
        <Link href="/" className={css.home} aria-label="Parley, start page">
          <Brand />
        </Link>
        <ActionIcon aria-label="New room" title="New room" onClick={onCreate}>
          <Plus aria-hidden size={21} />
        </ActionIcon>
      </div>
      {heading && <RoomsHeading />}
      <div className={css.rooms}>
        <RoomList current={current} onCreate={onCreate} />
      </div>
      <AccountMenu />
    </div>
  );
}

function RoomsHeading(): ReactNode {
  useTitle('Rooms');
  return <PageHeading hidden>Rooms</PageHeading>;
}
