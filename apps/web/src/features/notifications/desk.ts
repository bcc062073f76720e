import type { NotificationView } from '@parley/domains/notifications/schema';

/** What the browser says about notifications outside of the page. */
export type DeskPermission = NotificationPermission | 'unsupported';

const nameOf = (memberId: number): string => `parley.desk.${memberId}`;

/** What the browser allows now. */
export function deskPermission(): DeskPermission {
  return 'Notification' in globalThis ? Notification.permission : 'unsupported';
}

/** Whether this member wants to be told outside of the page, on this device, and may be. */
export function isOnDesk(storage: Pick<Storage, 'getItem'>, memberId: number): boolean {
  return deskPermission() === 'granted' && storage.getItem(nameOf(memberId)) === 'on';
}

/** Remembers the wish for this device. */
export function keepOnDesk(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  memberId: number,
  wanted: boolean,
): void {
  try {
    if (wanted) storage.setItem(nameOf(memberId), 'on');
    else storage.removeItem(nameOf(memberId));
  } catch {
    // A full or forbidden storage: nothing is shown outside of the page.
  }
}

/** Shows a notification outside of the page; several tabs show it once, by its tag. */
export function showOnDesk(notification: NotificationView, open: () => void): void {
  try {
    const shown = new Notification(notification.display_action, {
      body: notification.text,
      tag: `parley-${notification.id}`,
      icon: '/favicon.svg',
    });
    shown.addEventListener('click', () => {
      globalThis.focus();
      open();
      shown.close();
    });
  } catch {
    // Some phones have the name but not the thing.
  }
}
