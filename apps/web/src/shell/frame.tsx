import { useState, type ReactNode } from 'react';
import { useRoute } from 'wouter';
import { CreateRoomDialog } from '../features/rooms/create-room-dialog.tsx';
import { RoomsHome } from '../features/rooms/rooms-home.tsx';
import { Sidebar } from './sidebar.tsx';
import { ConnectionStrip } from './connection-strip.tsx';
import css from './frame.module.css';
import { useNarrow } from './use-narrow.ts';

/** What stands around every page of somebody signed in. */
export function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  const narrow = useNarrow();
  const [home] = useRoute('/');
  const [, room] = useRoute('/rooms/:uuid');
  const [creating, setCreating] = useState(false);
  const create = (): void => setCreating(true);
  const sidebar = <Sidebar current={room?.uuid} onCreate={create} heading={narrow} />;
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main" onClick={skip}>
        Skip to the content
      </a>
      <ConnectionStrip />
      <div className={css.columns}>
        {narrow ? (
          <main className={css.main} id="main" tabIndex={-1}>
            {home ? sidebar : children}
          </main>
        ) : (
          <>
            <nav className={css.side} aria-label="Rooms">
              {sidebar}
            </nav>
            <main className={css.main} id="main" tabIndex={-1}>
              {home ? <RoomsHome onCreate={create} /> : children}
            </main>
          </>
        )}
      </div>
      <CreateRoomDialog opened={creating} onClose={() => setCreating(false)} />
    </div>
  );
}

/** Moves the focus without a change of the address, which the router would take for a page. */
function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}
