import type { Member, Message } from '@parley/client';

/** The action under which a room's messages are stored. */
export const MESSAGE = 'message';

/** What a message carries. */
export interface MessagePayload {
  readonly message: string;
}

/** Who wrote a line. */
export interface LineAuthor {
  /** Stable id, the same for all of their connections. */
  readonly id: string;
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
}

/** One message as it is shown. */
export interface Line {
  /** Unique in the conversation. */
  readonly key: string;
  readonly author: LineAuthor;
  readonly mine: boolean;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

const unknown: LineAuthor = { id: '', name: 'Somebody', color: '#566773' };

/**
 * The lines of a history, each with its author. What is no message is left out.
 *
 * @param self my stable id
 */
export function toLines(
  messages: readonly Message<unknown>[],
  members: ReadonlyMap<string, Member>,
  self: string | undefined,
): Line[] {
  const owners = new Map<string, LineAuthor>();
  for (const { scid, cids, name, color } of members.values()) {
    for (const cid of [scid, ...cids]) owners.set(cid, { id: scid, name, color });
  }
  return messages.flatMap(({ action, sender, timestamp, position, payload }) => {
    const text = textOf(payload);
    if (action !== MESSAGE || text === undefined || position === undefined) return [];
    const author = owners.get(sender) ?? { ...unknown, id: sender };
    const key = `${position.epoch}:${position.offset}`;
    return [{ key, author, mine: author.id === self, text, timestamp }];
  });
}

/** Whose connection (or stable id) this is. */
export function memberOf(members: ReadonlyMap<string, Member>, sender: string): Member | undefined {
  for (const member of members.values()) {
    if (member.scid === sender || member.cids.includes(sender)) return member;
  }
  return undefined;
}

/** The words of a payload, if it has any. */
export function textOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { message } = payload as Partial<MessagePayload>;
  return typeof message === 'string' ? message : undefined;
}
