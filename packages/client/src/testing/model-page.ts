import type { Author, Down, Json, Page, Position, Welcome } from '@parley/protocol';
import type { ModelLog, ModelMessage } from './model-log.ts';

/** A member as the model shows one. */
export function author(member: number, cids: readonly string[] = []): Author {
  const scid = `m${member}`;
  const own = [scid, ...cids.filter((cid) => cid !== scid)];
  return { scid, name: `Member ${member}`, role: 'member', color: '#123456', cids: own };
}

/** Messages as a page of the wire, with their authors. */
export function pageOf(topic: string, epoch: string, messages: readonly ModelMessage[]): Page {
  const members = [...new Set(messages.map((m) => m.member))];
  const authors = members.map((member) =>
    author(
      member,
      messages.flatMap((m) => (m.member === member ? [m.sender] : [])),
    ),
  );
  const rows = messages.map(({ offset, action, sender, timestamp, payload }) => ({
    offset,
    action,
    sender,
    timestamp,
    payload,
  }));
  return { op: 'page', topic, epoch, authors, messages: rows, older: false };
}

/** The first frame of a connection. */
export function welcomeOf(member: number, connectionId: string, pageSize: number): Welcome {
  return {
    op: 'welcome',
    version: 1,
    connectionId,
    member: author(member, [connectionId]),
    pingInterval: 25_000,
    limits: { frameBytes: 65_536, messagesPerSecond: 50, topicsPerConnection: 200, pageSize },
  };
}

/** The one connection that shall hear it. */
export function targetOf(payload: Json): string | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  const { target } = payload;
  return typeof target === 'string' ? target : undefined;
}

/** Why what is missing since then cannot be brought; `undefined`: it can. */
export function gapOf(
  log: ModelLog,
  since: Position,
  most: number,
): Extract<Down, { op: 'subscribed' }>['gap'] {
  if (since.epoch !== '' && (since.epoch !== log.epoch || since.offset > log.head)) {
    return { reason: 'epoch_changed', after: { epoch: log.epoch, offset: log.low - 1 } };
  }
  const after = { epoch: log.epoch, offset: since.offset };
  if (since.offset < log.low - 1) return { reason: 'trimmed', after };
  return log.after(since).length > most ? { reason: 'too_many', after } : undefined;
}
