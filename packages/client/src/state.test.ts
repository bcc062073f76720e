import { describe, expect, it } from 'vitest';
import { next, transitions, type ClientEvent, type ClientState } from './state.ts';

const states: ClientState[] = ['idle', 'connecting', 'open', 'waiting', 'refused', 'closed'];
const events: ClientEvent[] = ['connect', 'welcome', 'drop', 'refuse', 'retry', 'disconnect'];

describe('the state of a connection', () => {
  it('moves as drawn, and stays where the drawing has no arrow', () => {
    const table = Object.fromEntries(
      states.map((state) => [state, events.map((event) => next(state, event))]),
    );
    expect(table).toEqual({
      //            connect       welcome    drop       refuse     retry         disconnect
      idle: ['connecting', 'idle', 'idle', 'idle', 'idle', 'closed'],
      connecting: ['connecting', 'open', 'waiting', 'refused', 'connecting', 'closed'],
      open: ['open', 'open', 'waiting', 'refused', 'open', 'closed'],
      waiting: ['connecting', 'waiting', 'waiting', 'waiting', 'connecting', 'closed'],
      refused: ['connecting', 'refused', 'refused', 'refused', 'refused', 'closed'],
      closed: ['connecting', 'closed', 'closed', 'closed', 'closed', 'closed'],
    });
  });

  it('can be left from everywhere, and reached', () => {
    const reached = new Set(states.flatMap((state) => Object.values(transitions[state])));
    expect([...reached].sort()).toEqual(states.filter((s) => s !== 'idle').sort());
    for (const state of states) expect(Object.keys(transitions[state])).not.toHaveLength(0);
  });
});
