import { describe, expect, it } from 'vitest';
import { checkConsistency } from './consistency.ts';
import type { History, LogRow, Received } from './history.ts';

const row = (offset: number, more: Partial<LogRow> = {}): LogRow => ({
  topic: 'room',
  epoch: 'e',
  offset,
  payload: `p${offset}`,
  clientId: `c${offset}`,
  ...more,
});

const got = (offset: number, more: Partial<Received> = {}): Received => ({
  client: 'ada',
  topic: 'room',
  epoch: 'e',
  offset,
  payload: `p${offset}`,
  way: 'live',
  ...more,
});

/** A good run of five messages, all heard by ada. */
const good: History = {
  log: [1, 2, 3, 4, 5].map((offset) => row(offset)),
  acknowledged: [1, 2, 4].map((offset) => ({ ...row(offset), clientId: `c${offset}` })),
  received: [1, 2, 3, 4, 5].map((offset) => got(offset)),
  entitlements: [{ client: 'ada', topic: 'room', epoch: 'e', ranges: [{ from: 1, to: 99 }] }],
};

const kinds = (changes: Partial<History>): string[] =>
  checkConsistency({ ...good, ...changes }).map(({ kind }) => kind);

describe('the consistency checker', () => {
  it('finds nothing wrong with a good run', () => {
    expect(checkConsistency(good)).toEqual([]);
  });

  it('finds an acknowledged message that is not in the log, or is another one there', () => {
    const ack = { topic: 'room', epoch: 'e', clientId: 'c9', payload: 'p9' };
    expect(kinds({ acknowledged: [{ ...ack, offset: 6 }] })).toEqual(['lost']);
    expect(kinds({ acknowledged: [{ ...ack, offset: 3 }] })).toEqual(['lost']);
    expect(kinds({ acknowledged: [{ ...ack, offset: 3, epoch: 'f', payload: 'p3' }] })).toEqual([
      'lost',
    ]);
  });

  it('takes no offence at a message that was trimmed since', () => {
    const log = good.log.slice(2);
    expect(kinds({ log })).toEqual([]);
  });

  it('finds gaps, repeats and disorder in the log', () => {
    const only = { acknowledged: [], received: [], entitlements: [] };
    expect(kinds({ ...only, log: [row(1), row(3)] })).toEqual(['gap']);
    expect(kinds({ ...only, log: [row(1), row(2, { epoch: 'f' })] })).toEqual(['gap']);
    expect(kinds({ ...only, log: [row(1), row(1, { clientId: 'x' })] })).toEqual(['doubled']);
    expect(kinds({ ...only, log: [row(2), row(1)] })).toEqual(['reordered']);
  });

  it('finds one message stored twice, acknowledged twice, or one offset given twice', () => {
    const only = { received: [], entitlements: [] };
    const log = [row(1), row(2, { clientId: 'c1' })];
    expect(kinds({ ...only, acknowledged: [], log })).toEqual(['doubled']);
    const ack = { topic: 'room', epoch: 'e', clientId: 'c1' };
    expect(
      kinds({
        ...only,
        acknowledged: [
          { ...ack, offset: 1, payload: 'p1' },
          { ...ack, offset: 2, payload: 'p2' },
        ],
      }),
    ).toEqual(['doubled']);
    expect(
      kinds({
        ...only,
        acknowledged: [
          { ...ack, offset: 1, payload: 'p1' },
          { ...ack, offset: 1, payload: 'p1', clientId: 'c2' },
        ],
      }),
    ).toEqual(['doubled']);
  });

  it('finds what a client missed, heard twice, out of order, or otherwise than stored', () => {
    const heard = (...offsets: number[]): Received[] => offsets.map((offset) => got(offset));
    expect(kinds({ received: heard(1, 2, 4, 5) })).toEqual(['lost']);
    expect(kinds({ received: heard(1, 2, 3, 3, 4, 5) })).toEqual(['doubled']);
    expect(kinds({ received: heard(1, 3, 2, 4, 5) })).toEqual(['reordered']);
    expect(kinds({ received: [...heard(1, 2, 3, 4), got(5, { payload: 'other' })] })).toEqual([
      'altered',
    ]);
  });

  it('lets history be read in any order', () => {
    const received = [...(good.received ?? []), got(2, { way: 'history' })];
    expect(kinds({ received })).toEqual([]);
  });

  it('finds what reached somebody who was no longer, or not yet, there', () => {
    const entitlements = [
      { client: 'ada', topic: 'room', epoch: 'e', ranges: [{ from: 2, to: 3 }] },
    ];
    expect(kinds({ entitlements, received: [got(2), got(3)] })).toEqual([]);
    expect(kinds({ entitlements, received: [got(2), got(3), got(4)] })).toEqual(['after_removal']);
    expect(kinds({ entitlements, received: [got(1, { way: 'history' }), got(2), got(3)] })).toEqual(
      ['after_removal'],
    );
  });

  it('lets one who was removed hear up to the removal or less, and nothing after', () => {
    const entitlements = [
      {
        client: 'ada',
        topic: 'room',
        epoch: 'e',
        ranges: [{ from: 1, to: 1 }],
        may: [{ from: 2, to: 3 }],
      },
    ];
    expect(kinds({ entitlements, received: [got(1)] })).toEqual([]);
    expect(kinds({ entitlements, received: [got(1), got(2), got(3)] })).toEqual([]);
    expect(kinds({ entitlements, received: [got(2)] })).toEqual(['lost']);
    expect(kinds({ entitlements, received: [got(1), got(4)] })).toEqual(['after_removal']);
  });

  it('finds what one publisher sent in order and the log has in another', () => {
    const only = { acknowledged: [], received: [], entitlements: [] };
    const by = (offset: number, publisher: string, turn: number): LogRow =>
      row(offset, { publisher, turn });
    expect(kinds({ ...only, log: [by(1, 'a', 1), by(2, 'b', 1), by(3, 'a', 3)] })).toEqual([]);
    expect(kinds({ ...only, log: [by(1, 'a', 2), by(2, 'b', 1), by(3, 'a', 1)] })).toEqual([
      'reordered',
    ]);
  });

  it('finds a roster with somebody missing, somebody gone, or other connections', () => {
    const present = [
      {
        topic: 'room',
        members: [
          { member: 'ada', connections: ['1', '2'] },
          { member: 'bob', connections: ['3'] },
        ],
      },
    ];
    const seen = (...members: [string, ...string[]][]): string[] =>
      kinds({
        present,
        rosters: [
          {
            client: 'ada',
            topic: 'room',
            members: members.map(([member, ...connections]) => ({ member, connections })),
          },
        ],
      });
    expect(seen(['bob', '3'], ['ada', '2', '1'])).toEqual([]);
    expect(seen(['ada', '1', '2'])).toEqual(['false_roster']);
    expect(seen(['ada', '1', '2'], ['bob', '3'], ['eve', '4'])).toEqual(['false_roster']);
    expect(seen(['ada', '1'], ['bob', '3'])).toEqual(['false_roster']);
    expect(seen(['ada', '1', '2'], ['bob', '3'], ['bob', '3'])).toEqual(['false_roster']);
    expect(seen(['ada', '1', '2'], ['bob'])).toEqual(['false_roster']);
    expect(kinds({ rosters: [{ client: 'ada', topic: 'else', members: [] }] })).toEqual([]);
  });

  it('does not ask for internal rows to be heard', () => {
    const log = good.log.map((one) => (one.offset === 3 ? { ...one, internal: true } : one));
    expect(kinds({ log, received: [1, 2, 4, 5].map((offset) => got(offset)) })).toEqual([]);
  });

  it('finds redacted text in the log, and with a client that was past the redaction', () => {
    const redactions = [{ topic: 'room', epoch: 'e', offset: 2, old: 'p2', announcedAt: 4 }];
    const log = good.log.map((one) => (one.offset === 2 ? { ...one, payload: 'gone' } : one));
    expect(kinds({ redactions })).toEqual(['redacted_reappears']);
    expect(kinds({ redactions, log })).toEqual([]);
    const late = [...(good.received ?? []), got(2, { way: 'history' })];
    expect(kinds({ redactions, log, received: late })).toEqual(['redacted_reappears']);
    const tombstone = got(2, { way: 'history', payload: 'gone' });
    expect(kinds({ redactions, log, received: [...(good.received ?? []), tombstone] })).toEqual([]);
  });

  it('knows each text of a spot that changed twice, and what never stood there', () => {
    const redactions = ['p2', 'edited'].map((old, index) => ({
      topic: 'room',
      epoch: 'e',
      offset: 2,
      old,
      announcedAt: 3 + index,
    }));
    const log = good.log.map((one) => (one.offset === 2 ? { ...one, payload: 'gone' } : one));
    const page = (payload: string, asked: number) => [
      ...(good.received ?? []),
      got(2, { way: 'history', payload, asked }),
    ];
    expect(kinds({ redactions, log, received: page('p2', 2) })).toEqual([]);
    expect(kinds({ redactions, log, received: page('p2', 3) })).toEqual(['redacted_reappears']);
    expect(kinds({ redactions, log, received: page('edited', 3) })).toEqual([]);
    expect(kinds({ redactions, log, received: page('edited', 4) })).toEqual(['redacted_reappears']);
    expect(kinds({ redactions, log, received: page('gone', 5) })).toEqual([]);
    expect(kinds({ redactions, log, received: page('other', 1) })).toEqual(['altered']);
  });
});
