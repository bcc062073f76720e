import { expect, it } from 'vitest';
import { iceServersFor, isCallTopic } from './ice-servers.ts';

const now = Date.parse('2026-01-01T00:00:00.900Z');
const whose = { memberId: 7, topic: 'exchange/call:3' };
const secret = 's'.repeat(32);

it('credentials say until when and for whom, and are over after the time that is set', () => {
  const urls = ['turn:turn.example.com', 'turns:turn.example.com:5349?transport=tcp'];
  expect(iceServersFor(whose, { urls, secret, lifetime: 60_000 }, now)).toEqual({
    iceServers: [
      {
        urls,
        username: '1767225660:7:exchange/call:3',
        // printf '1767225660:7:exchange/call:3' | openssl dgst -sha1 -hmac … -binary | base64
        credential: 'zj1qVsVVE7BxUBFijaB1X1kUSsI=',
      },
    ],
    expiresAt: '2026-01-01T00:01:00.000Z',
  });
});

it('without TURN a call has no servers, and STUN alone needs no credentials', () => {
  const none = iceServersFor(whose, { urls: null, secret: null, lifetime: 1000 }, now);
  expect(none.iceServers).toEqual([]);
  const stun = { urls: ['stun:stun.example.com'], secret: null, lifetime: 1000 };
  expect(iceServersFor(whose, stun, now).iceServers).toEqual([{ urls: stun.urls }]);
});

it('calls are made on the topics of calls alone', () => {
  const calls = [
    'exchange/call:3',
    'room-call:0b8e',
    'exchange/text:3',
    'room:0b8e',
    'exchange/call:',
  ];
  expect(calls.map(isCallTopic)).toEqual([true, true, false, false, false]);
});
