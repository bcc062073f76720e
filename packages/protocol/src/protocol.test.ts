import { readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDown, decodeUp, encode } from './codec.ts';
import { closes, mayReconnect } from './closes.ts';
import { refresh, tables } from './document.ts';
import { down } from './down.ts';
import { up, type Up } from './up.ts';
import { VERSION } from './version.ts';

describe('the topic wire', () => {
  it('is pinned: a change of any frame shows here, and is a decision', () => {
    const hash = createHash('sha256')
      .update(JSON.stringify({ up, down }))
      .digest('hex')
      .slice(0, 16);
    expect({ VERSION, hash }).toEqual({ VERSION: 1, hash: 'e8b927d39525111d' });
  });

  it('is written down: PROTOCOL.md has the tables of the code', () => {
    const file = new URL('../PROTOCOL.md', import.meta.url);
    const text = readFileSync(file, 'utf8');
    if (process.env['PARLEY_WRITE_DOCS'] === '1') writeFileSync(file, refresh(text));
    expect(readFileSync(file, 'utf8')).toContain(tables().frames);
    expect(refresh(readFileSync(file, 'utf8'))).toBe(readFileSync(file, 'utf8'));
  });

  it('reads literal frames', () => {
    expect(decodeUp('{"op":"subscribe","id":1,"topic":"chat:1"}')).toEqual({
      frame: { op: 'subscribe', id: 1, topic: 'chat:1' },
    });
    expect(
      decodeUp('{"op":"transmit","id":2,"topic":"t","action":"a","store":true}'),
    ).toHaveProperty('frame');
    expect(decodeDown('{"op":"ok","id":1,"epoch":"x","offset":3}')).toHaveProperty('frame');
  });

  it('names what is wrong with a frame, with its id where there is one', () => {
    const cases: [string, object][] = [
      ['', { error: 'bad_frame', detail: 'not JSON' }],
      ['{"op":"subscribe"', { error: 'bad_frame', detail: 'not JSON' }],
      ['[1]', { error: 'bad_frame', detail: 'not an object' }],
      ['null', { error: 'bad_frame', detail: 'not an object' }],
      ['{"op":"fly","id":9}', { error: 'unknown_op', detail: 'op', id: 9 }],
      ['{"op":"__proto__","id":9}', { error: 'unknown_op', detail: 'op', id: 9 }],
      ['{"op":"constructor"}', { error: 'unknown_op', detail: 'op' }],
      ['{"op":"subscribe","topic":"t"}', { error: 'bad_request', detail: 'id' }],
      ['{"op":"subscribe","id":0,"topic":"t"}', { error: 'bad_request', detail: 'id' }],
      ['{"op":"subscribe","id":1.5,"topic":"t"}', { error: 'bad_request', detail: 'id' }],
      ['{"op":"subscribe","id":1,"topic":""}', { error: 'bad_request', detail: 'topic', id: 1 }],
      [
        '{"op":"subscribe","id":1,"topic":"a\\u0000b"}',
        { error: 'bad_request', detail: 'topic', id: 1 },
      ],
      [
        '{"op":"subscribe","id":1,"topic":"\\ud800"}',
        { error: 'bad_request', detail: 'topic', id: 1 },
      ],
      [
        '{"op":"subscribe","id":1,"topic":"t","since":{"epoch":"e","offset":-1}}',
        { error: 'bad_request', detail: 'since', id: 1 },
      ],
      [
        '{"op":"transmit","id":1,"topic":"t","action":"a"}',
        { error: 'bad_request', detail: 'store', id: 1 },
      ],
    ];
    for (const [text, answer] of cases) expect(decodeUp(text), text).toEqual(answer);
  });

  it('never throws on anything a socket may bring', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        decodeUp(text);
        decodeDown(text);
      }),
    );
    fc.assert(
      fc.property(
        fc.record({
          op: fc.constantFrom(...Object.keys(up)),
          id: fc.anything(),
          topic: fc.anything(),
          since: fc.anything(),
        }),
        (value) => {
          const text = JSON.stringify(value, (_key, v: unknown) =>
            typeof v === 'bigint' ? String(v) : v,
          );
          decodeUp(text);
        },
      ),
    );
  });

  it('B8 carries text in any script, emoji included, unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme' }), (payload, words) => {
        const frame = {
          op: 'transmit',
          id: 1,
          topic: 't',
          action: 'a',
          store: true,
          payload: { payload, words },
        } as const;
        const read = decodeUp(encode(JSON.parse(JSON.stringify(frame)) as Up));
        expect(read).toEqual({ frame: JSON.parse(JSON.stringify(frame)) as unknown });
      }),
    );
  });

  it('closes by range: a client that does not know a code goes by its number', () => {
    for (const row of Object.values(closes))
      expect(mayReconnect(row.code), row.text).toBe(row.reconnect);
    expect(mayReconnect(1006)).toBe(true);
    expect(mayReconnect(4999)).toBe(false);
  });
});
