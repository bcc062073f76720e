/** A message's place: its room, and the thread it answers in. */
export interface MessagePlace {
  readonly uuid: string;
  readonly messageId: number | null;
  /** The message it answers; `null` at the top level. */
  readonly parentId: number | null;
}

/** The address that opens a room at one of its messages, in its thread if it is a reply. */
export function messageLink({ uuid, messageId, parentId }: MessagePlace): string {
  const query = new URLSearchParams();
  if (messageId !== null) query.set('message', String(messageId));
  if (parentId !== null) query.set('thread', String(parentId));
  return `/rooms/${uuid}${query.size === 0 ? '' : `?${query}`}`;
}
