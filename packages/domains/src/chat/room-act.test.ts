import type { Act } from '@parley/hub';
import { describe, expect, it } from 'vitest';
import { roomAct } from './room-act.ts';

const principal = {
  memberId: 1,
  profile: { memberId: 1, name: 'Ada', role: 'member', color: '#000' },
  credential: 'session:1',
};
const nobody = () => Promise.reject(new Error('not to be asked'));
const act = roomAct({ send: nobody, typing: nobody });
const signal = (event: string, payload: unknown): Act => ({
  principal,
  connectionId: 'c',
  topic: 'room:1',
  params: { uuid: '1' },
  event,
  payload: JSON.stringify(payload),
  store: false,
});

describe('what clients send in passing on a room’s topic', () => {
  it('stays what it is', () => {
    expect(act(signal('wave', { at: 'Bob' }))).toBeUndefined();
    expect(act(signal('wave', ['newMessage']))).toBeUndefined();
    expect(act(signal('toString', { event: 'constructor' }))).toBeUndefined();
  });

  it('is refused when it looks like something that was said', () => {
    const looks = { code: 'bad_request' };
    expect(() => act(signal('newMessage', {}))).toThrow(expect.objectContaining(looks));
    expect(() => act(signal('wave', { event: 'deletedMessage', id: 7 }))).toThrow(
      expect.objectContaining(looks),
    );
    expect(() => act(signal('wave', { event: 'typing' }))).toThrow(expect.objectContaining(looks));
  });
});
