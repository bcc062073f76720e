import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import { useRoute } from 'wouter';
import type { ConversationKind } from '../features/rooms/new-conversation-dialog.tsx';
import { RoomsHome } from '../features/rooms/rooms-home.tsx';
import { useEver } from '../ui/use-ever.ts';
import { ConnectionStrip } from './connection-strip.tsx';
import css from './frame.module.css';
import { Sidebar } from './sidebar.tsx';
import { useNarrow } from './use-narrow.ts';
import { useSearchKey } from './use-search-key.ts';

// What opens on request is loaded on request.
const NewConversationDialog = lazy(async () => {
  const { NewConversationDialog } = await import('../features/rooms/new-conversation-dialog.tsx');
  return { default: NewConversationDialog };
});
const NotificationsPanel = lazy(async () => {
  const { NotificationsPanel } = await import('../features/notifications/notifications-panel.tsx');
  return { default: NotificationsPanel };
});
const SearchDialog = lazy(async () => {
  const { SearchDialog } = await import('../features/search/search-dialog.tsx');
  return { default: SearchDialog };
});

/** What stands around every page of somebody signed in. */
export function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  const narrow = useNarrow();
  const [home] = useRoute('/');
  const [, room] = useRoute('/rooms/:uuid');
  const [open, setOpen] = useState<'conversation' | 'notifications' | 'search'>();
  const [kind, setKind] = useState<ConversationKind>('direct');
  const close = useCallback(() => setOpen(undefined), []);
  const search = useCallback(() => setOpen('search'), []);
  const everCreated = useEver(open === 'conversation');
  const everNotified = useEver(open === 'notifications');
  const everSearched = useEver(open === 'search');
  useSearchKey(search);
  function create(what: ConversationKind): void {
    setKind(what);
    setOpen('conversation');
  }
  const sidebar = (
    <Sidebar
      current={room?.uuid}
      onCreate={create}
      onSearch={search}
      onNotifications={() => setOpen('notifications')}
      heading={narrow}
    />
  );
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
            <nav className={css.side} aria-label="Conversations">
              {sidebar}
            </nav>
            <main className={css.main} id="main" tabIndex={-1}>
              {home ? <RoomsHome onCreate={() => create('direct')} /> : children}
            </main>
          </>
        )}
      </div>
      <Suspense fallback={null}>
        {everCreated && (
          <NewConversationDialog opened={open === 'conversation'} onClose={close} kind={kind} />
        )}
        {everNotified && <NotificationsPanel opened={open === 'notifications'} onClose={close} />}
        {everSearched && <SearchDialog opened={open === 'search'} onClose={close} />}
      </Suspense>
    </div>
  );
}

/** Moves the focus without a change of the address, which the router would take for a page. */
function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}
