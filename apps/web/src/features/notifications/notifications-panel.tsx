import { Button, Drawer, SegmentedControl, Skeleton, VisuallyHidden } from '@mantine/core';
import { Bell, CheckCheck } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { Notice, Trouble } from '../../ui/notice.tsx';
import { useLate } from '../../ui/use-late.ts';
import { DeskSetting } from './desk-setting.tsx';
import { NotificationRow } from './notification-row.tsx';
import { useNotifications } from './notifications-context.ts';
import css from './notifications-panel.module.css';
import { useNotificationList } from './use-notification-list.ts';

interface NotificationsPanelProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

type Shown = 'all' | 'unread' | 'archived';

const nothing: Readonly<Record<Shown, readonly [title: string, text: string]>> = {
  all: ['All quiet', 'Replies, mentions, reactions and direct messages show up here.'],
  unread: ['Nothing unread', 'You are up to date.'],
  archived: ['Nothing is put away', 'What you archive stays here.'],
};

/** What happened that concerns this member, newest first. */
export function NotificationsPanel({ opened, onClose }: NotificationsPanelProps): ReactNode {
  return (
    <Drawer
      opened={useLate(opened)}
      onClose={onClose}
      position="left"
      size="min(420px, 100vw)"
      title="Notifications"
      closeButtonProps={{ 'aria-label': 'Close the notifications' }}
    >
      <Content onClose={onClose} />
    </Drawer>
  );
}

function Content({ onClose }: Pick<NotificationsPanelProps, 'onClose'>): ReactNode {
  const [shown, setShown] = useState<Shown>('all');
  const { count, reset } = useNotifications();
  // Who looks has seen: also what comes while they look.
  useEffect(() => {
    if (count > 0) reset();
  }, [count, reset]);
  const list = useNotificationList(shown);
  const { items, error, loading, hasMore } = list;
  const [title, text] = nothing[shown];
  return (
    <div className={css.content}>
      <div className={css.tools}>
        <SegmentedControl
          aria-label="Which ones"
          value={shown}
          onChange={(value) => setShown(value === 'unread' || value === 'archived' ? value : 'all')}
          data={[
            { value: 'all', label: 'All' },
            { value: 'unread', label: 'Unread' },
            { value: 'archived', label: 'Archived' },
          ]}
        />
        {items?.some((item) => item.read_at === null) === true && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<CheckCheck aria-hidden size={17} />}
            onClick={list.markAllAsRead}
          >
            Mark all as read
          </Button>
        )}
      </div>
      {error !== undefined && items !== undefined && <Trouble>{errorText(error)}</Trouble>}
      {items === undefined && loading && <Loading />}
      {items === undefined && error !== undefined && (
        <Notice
          alert
          title="The notifications did not come"
          action={<Button onClick={list.reload}>Try again</Button>}
        >
          {errorText(error)}
        </Notice>
      )}
      {items?.length === 0 && (
        <Notice icon={<Bell />} title={title}>
          {text}
        </Notice>
      )}
      <ul className={css.list} aria-label="Notifications">
        {items?.map((item) => (
          <NotificationRow
            key={item.id}
            notification={item}
            onOpen={() => {
              if (item.read_at === null) list.markAsRead(item.id);
              onClose();
            }}
            onRead={() => list.markAsRead(item.id)}
            onArchive={() => list.archive(item.id)}
            onRemove={() => list.remove(item.id)}
          />
        ))}
      </ul>
      {hasMore && (
        <Button variant="default" loading={loading} onClick={list.more}>
          Show more
        </Button>
      )}
      <DeskSetting />
    </div>
  );
}

function Loading(): ReactNode {
  return (
    <div className={css.loading} role="status">
      <VisuallyHidden>Loading notifications…</VisuallyHidden>
      {[1, 2, 3].map((n) => (
        <Skeleton key={n} height={64} radius="md" />
      ))}
    </div>
  );
}
