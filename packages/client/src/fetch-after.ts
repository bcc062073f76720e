import type { Page, Position } from '@parley/protocol';
import type { Requester } from './connection.ts';
import type { ParleyError } from './error.ts';

/** How a walk through the history ended. */
export interface Walked {
  /** Everything up to `until` was read. */
  readonly complete: boolean;
  readonly error?: ParleyError;
}

export interface Walk {
  readonly topic: string;
  readonly after: Position;
  /** Offsets from here on are not needed. */
  readonly until: number;
  /** Most messages to read. */
  readonly limit: number;
  readonly page: (page: Page) => void;
  readonly done: (walked: Walked) => void;
}

/** Reads the history upwards, page by page, until `until`, its end, or the limit. */
export function fetchAfter(requester: Requester, walk: Walk): void {
  const { topic, after, until, limit, page, done } = walk;
  if (limit <= 0) return done({ complete: false });
  requester.request({ op: 'history', topic, after }, (answer) => {
    if (answer instanceof Error) return done({ complete: false, error: answer });
    if (answer.op !== 'page') return done({ complete: false });
    const messages = answer.messages.filter((m) => m.offset < until);
    page({ ...answer, messages });
    const at = answer.next;
    const reached = messages.length < answer.messages.length;
    if (reached || at === undefined || at + 1 >= until) return done({ complete: true });
    const left = limit - messages.length;
    fetchAfter(requester, { ...walk, after: { epoch: answer.epoch, offset: at }, limit: left });
  });
}
