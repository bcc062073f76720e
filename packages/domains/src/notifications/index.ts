export { createNotifications, notificationsDomain } from './domain.ts';
export type { Notifications } from './notifications.ts';
export { notificationLimits } from './limits.ts';
export { notify, type Notice } from './notify.ts';
