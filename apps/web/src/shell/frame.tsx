import { lazy, Suspense, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useRoute } from 'wouter';
import type { ConversationKind } from '../features/rooms/new-conversation-dialog.tsx';
import { CallOutcome } from '../features/room-call/call-outcome.tsx';
import { useRoomCall } from '../features/room-call/room-call-context.ts';
import { RoomsHome } from '../features/rooms/rooms-home.tsx';
import { useEver } from '../ui/use-ever.ts';
import { ConnectionStrip } from './connection-strip.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import css from './frame.module.css';
import { Sidebar } from './sidebar.tsx';
import { useNarrow } from './use-narrow.ts';
import { useSearchKey } from './use-search-key.ts';

// What opens on request is loaded when the page has come to rest.
const loadNewConversation = () => import('../features/rooms/new-conversation-dialog.tsx');
const loadNotifications = () => import('../features/notifications/notifications-panel.tsx');
const loadDock = () => import('../features/room-call/room-call-dock.tsx');
const loadIncoming = () => import('../features/room-call/incoming-dialog.tsx');
const loadSearch = () => import('../features/search/search-dialog.tsx');

const NewConversationDialog = lazy(async () => ({
  default: (await loadNewConversation()).NewConversationDialog,
}));
const NotificationsPanel = lazy(async () => ({
  default: (await loadNotifications()).NotificationsPanel,
}));
const IncomingDialog = lazy(async () => ({ default: (await loadIncoming()).IncomingDialog }));
const RoomCallDock = lazy(async () => ({ default: (await loadDock()).RoomCallDock }));
const SearchDialog = lazy(async () => ({ default: (await loadSearch()).SearchDialog }));

/** How long the page has the network for itself, ms. */
const REST = 2_000;

/** Fetches what may be asked for, so that it opens at once, and without a network too. */
function useEarly(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of [
        loadNewConversation,
        loadNotifications,
        loadSearch,
        loadDock,
        loadIncoming,
      ]) {
        // It is tried again when somebody asks for it.
        load().catch(() => {});
      }
    }, REST);
    return () => clearTimeout(timer);
  }, []);
}

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
  const { current, incoming } = useRoomCall();
  useSearchKey(search);
  useEarly();
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
  const calls = (
    <>
      <CallOutcome />
      {current !== undefined && (
        <Suspense fallback={null}>
          <RoomCallDock />
        </Suspense>
      )}
    </>
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
            {calls}
            {home ? sidebar : children}
          </main>
        ) : (
          <>
            <nav className={css.side} aria-label="Conversations">
              {sidebar}
            </nav>
            <main className={css.main} id="main" tabIndex={-1}>
              {calls}
              {home ? <RoomsHome onCreate={() => create('direct')} /> : children}
            </main>
          </>
        )}
      </div>
      <ErrorBoundary>
        <Suspense fallback={null}>
          {everCreated && (
            <NewConversationDialog opened={open === 'conversation'} onClose={close} kind={kind} />
          )}
          {everNotified && <NotificationsPanel opened={open === 'notifications'} onClose={close} />}
          {incoming.length > 0 && <IncomingDialog />}
          {everSearched && <SearchDialog opened={open === 'search'} onClose={close} />}
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

/** Moves the focus without a change of the address, which the router would take for a page. */
function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}
