import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { Bell as BellIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './bell.module.css';
import { useNotifications } from './notifications-context.ts';

/** Opens the notifications, and says how many are new. */
export function Bell({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const { count } = useNotifications();
  const label = count === 0 ? 'Notifications' : `Notifications, ${count} new`;
  return (
    <>
      <ActionIcon aria-label={label} title="Notifications" aria-haspopup="dialog" onClick={onOpen}>
        <span className={css.bell}>
          <BellIcon aria-hidden size={20} />
          {count > 0 && (
            <span className={css.count} aria-hidden="true">
              {count > 99 ? '99+' : count}
            </span>
          )}
        </span>
      </ActionIcon>
      <VisuallyHidden role="status">
        {count > 0 && `${count} new notification${count === 1 ? '' : 's'}`}
      </VisuallyHidden>
    </>
  );
}
