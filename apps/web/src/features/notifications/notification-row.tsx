import { ActionIcon, VisuallyHidden } from '@mantine/core';
import type { NotificationKind, NotificationView } from '@parley/domains/notifications/schema';
import {
  Archive,
  AtSign,
  CalendarClock,
  Check,
  Megaphone,
  MessageCircle,
  Reply,
  SmilePlus,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../../ui/avatar.tsx';
import { fullTime, shortTime } from '../conversation/times.ts';
import css from './notification-row.module.css';
import { linkOf } from './place.ts';

interface NotificationRowProps {
  readonly notification: NotificationView;
  /** Somebody goes where it leads. */
  readonly onOpen: () => void;
  readonly onRead: () => void;
  readonly onArchive: () => void;
  readonly onRemove: () => void;
}

const icons: Readonly<Record<NotificationKind, typeof Reply>> = {
  direct_message: MessageCircle,
  reply: Reply,
  mention: AtSign,
  reaction: SmilePlus,
  exchange: CalendarClock,
  custom: Megaphone,
};

/** One notification: who did what, the beginning of it, and what to do with it. */
export function NotificationRow(props: NotificationRowProps): ReactNode {
  const { notification, onOpen, onRead, onArchive, onRemove } = props;
  const { display_action: action, read_at, archived_at } = notification;
  const unread = read_at === null;
  return (
    <li className={css.row} data-unread={unread}>
      <Target notification={notification} onOpen={onOpen}>
        <Face notification={notification} />
        <span className={css.words}>
          <span className={css.action}>
            {action}
            {unread && <VisuallyHidden> (unread)</VisuallyHidden>}
          </span>
          {notification.text !== '' && <span className={css.text}>{notification.text}</span>}
          <time
            className={css.time}
            dateTime={notification.created_at}
            title={fullTime(notification.created_at)}
          >
            {shortTime(notification.created_at, new Date())}
          </time>
        </span>
      </Target>
      <span className={css.tools}>
        {unread && (
          <ActionIcon size={32} aria-label={`Mark as read: ${action}`} onClick={onRead}>
            <Check aria-hidden size={17} />
          </ActionIcon>
        )}
        {archived_at === null && (
          <ActionIcon size={32} aria-label={`Archive: ${action}`} onClick={onArchive}>
            <Archive aria-hidden size={16} />
          </ActionIcon>
        )}
        <ActionIcon size={32} aria-label={`Remove: ${action}`} onClick={onRemove}>
          <X aria-hidden size={17} />
        </ActionIcon>
      </span>
    </li>
  );
}

function Face({
  notification: { actor, notification_type },
}: Pick<NotificationRowProps, 'notification'>): ReactNode {
  const Icon = icons[notification_type];
  return (
    <span className={css.face} aria-hidden="true">
      {actor === null ? (
        <span className={css.blank}>
          <Icon size={18} />
        </span>
      ) : (
        <>
          <Avatar name={actor.name} color={actor.color} />
          <span className={css.kind}>
            <Icon size={12} />
          </span>
        </>
      )}
    </span>
  );
}

interface TargetProps extends Pick<NotificationRowProps, 'notification' | 'onOpen'> {
  readonly children: ReactNode;
}

/** A link to the message, or out to the application's page, or what only can be read. */
function Target({ notification, onOpen, children }: TargetProps): ReactNode {
  const link = linkOf(notification);
  if (link !== undefined) {
    return (
      <Link href={link} className={css.target} onClick={onOpen}>
        {children}
      </Link>
    );
  }
  const out = notification.action_web_url;
  if (out === null) return <div className={css.target}>{children}</div>;
  return (
    <a href={out} target="_blank" rel="noopener noreferrer" className={css.target} onClick={onOpen}>
      {children}
    </a>
  );
}
