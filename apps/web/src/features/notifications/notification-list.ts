import type { NotificationView } from '@parley/domains/notifications/schema';

/** The notifications with these beside them: the newest first, each once, in its newest form. */
export function merged(
  before: readonly NotificationView[],
  more: readonly NotificationView[],
): readonly NotificationView[] {
  const byId = new Map(before.map((item) => [item.id, item]));
  for (const item of more) byId.set(item.id, item);
  return [...byId.values()].sort((a, b) => b.id - a.id);
}
