import type { Message as MessageFrame, Page, Position } from '@parley/protocol';
import { fromPage } from './from-frame.ts';
import type { Message } from './message.ts';

/** A message of a page that was not shown yet. */
export interface Fresh {
  readonly message: Message;
  /** Of the newest page at a start: how many messages it has from this one on; 0 elsewhere. */
  readonly toGo: number;
}

/** Up to where a topic's messages were shown: what comes is a repeat, the next one, or after a hole. */
export class TopicPosition {
  current: Position | undefined;
  /** Where the start under way goes on; undefined: it begins anew. */
  since: Position | undefined;
  /** The past holds more before the first message that was shown. */
  older = false;

  /** Joins from here. */
  start(): void {
    this.since = this.current;
  }

  /** What a live message is: `next` was counted, after a hole (`lost`) nothing was. */
  take({ epoch, offset, prev = 0 }: MessageFrame): 'next' | 'repeat' | 'lost' {
    // Transient ones have no place.
    if (epoch === undefined || offset === undefined) return 'next';
    const seen = this.current ?? { epoch, offset: 0 };
    const other = seen.epoch !== epoch && seen.epoch !== '';
    if (!other && offset <= seen.offset) return 'repeat';
    if (other || prev > seen.offset) return 'lost';
    this.current = { epoch, offset };
    return 'next';
  }

  /** The messages of a page that were not shown, each counted before it is given. */
  *page(page: Page): Generator<Fresh> {
    if (page.messages.length > 0 && this.current === undefined) this.older = page.older;
    const { epoch } = page;
    let toGo = this.since === undefined ? page.messages.length + 1 : 0;
    for (const message of fromPage(page)) {
      if (toGo > 0) toGo -= 1;
      const offset = message.position?.offset ?? 0;
      const seen = this.current;
      if (seen?.epoch === epoch && offset <= seen.offset) continue;
      this.current = { epoch, offset };
      yield { message, toGo };
    }
  }

  /** The pages have ended; live messages follow this position. */
  live({ epoch, offset }: Position): void {
    const seen = this.current;
    if (seen?.epoch !== epoch || seen.offset < offset) this.current = { epoch, offset };
  }
}
