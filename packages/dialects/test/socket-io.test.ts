import {
  AUTH_FALSE,
  SocketIoConversation,
  SocketIoDialect,
  type Answer,
  type RequestName,
} from '@parley/dialects/socket-io';
import type { Publication, Session } from '@parley/hub';
import { Mailbox, textsOf } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { profile, Scene } from './scene.ts';

const publication: Publication = {
  topic: 'chat:a',
  event: 'said',
  payload: '{"text":"Grüße 🎉"}',
  sender: 'c1',
  memberId: 1,
  timestamp: '2026-01-01T00:00:00.000Z',
  position: { epoch: 'e', offset: 7 },
};
const dialect = new SocketIoDialect();
const textOf = (bytes: Uint8Array): string[] => textsOf(bytes);

describe('a publication as Socket.IO has it', () => {
  it('is one event with its place, in a finished frame and as text', () => {
    const bytes = dialect.publication(publication, { address: 'chat:a' });
    const text = '2["said",{"text":"Grüße 🎉"},{"topic":"chat:a","epoch":"e","offset":7}]';
    expect(textOf(bytes)).toEqual([`4${text}`]);
    expect(dialect.packetsIn(bytes)).toEqual([{ text, options: { wsPreEncodedFrame: [bytes] } }]);
  });

  it('without a position has the topic alone, under the name that the listener knows', () => {
    const { position: _, ...transient } = publication;
    const bytes = dialect.publication({ ...transient, payload: 'null' }, { address: 'another' });
    expect(textOf(bytes)).toEqual(['42["said",null,{"topic":"another"}]']);
  });

  it('under a special name is told beside it', () => {
    for (const event of ['auth', 'connect', 'disconnect', 'parley:removed', 'initialConnection']) {
      const bytes = dialect.publication({ ...publication, event }, { address: 'chat:a' });
      expect(textOf(bytes)[0]).toBe(
        `42["parley:event",{"text":"Grüße 🎉"},{"topic":"chat:a","epoch":"e","offset":7,"event":"${event}"}]`,
      );
    }
  });

  it('with a second name is told under both, at the same place', () => {
    const bytes = dialect.publication(
      { ...publication, event: 'Followed', alsoEvent: 'followed' },
      { address: 'chat:a' },
    );
    const rest = ',{"text":"Grüße 🎉"},{"topic":"chat:a","epoch":"e","offset":7}]';
    expect(textOf(bytes)).toEqual([`42["Followed"${rest}`, `42["followed"${rest}`]);
    expect(dialect.packetsIn(bytes)).toHaveLength(2);
  });

  it('is shown to the server once for all who listen there', () => {
    const told: unknown[] = [];
    const watched = new SocketIoDialect(undefined, ({ event }) => told.push(event));
    watched.publication(publication, { address: 'chat:a' });
    expect(told).toEqual(['said']);
  });

  it('joined with others keeps the packets apart, for transports that take them so', () => {
    const one = dialect.make('2["a"]');
    const two = dialect.make('2["b"]');
    const joined = dialect.join([one, two]);
    expect(textOf(joined)).toEqual(['42["a"]', '42["b"]']);
    expect(dialect.packetsIn(joined).map(({ text }) => text)).toEqual(['2["a"]', '2["b"]']);
    expect(() => dialect.packetsIn(Buffer.from('x'))).toThrow('not of this dialect');
  });

  it('says goodbye: credentials that ended are no good, anything else has a reason', () => {
    const said = (reason: 'signed_out' | 'expired' | 'server_restart', after?: number): unknown => {
      const { frame, code } = dialect.goodbye(reason, after);
      return [frame && textOf(frame)[0], code];
    };
    expect(said('signed_out')).toEqual([`4${AUTH_FALSE}`, 4500]);
    expect(said('expired')).toEqual(['42["auth",false]', 4501]);
    expect(said('server_restart', 500)).toEqual([
      '42["parley:disconnect",{"reason":"server_restart","reconnect":true,"retryAfter":500}]',
      4000,
    ]);
  });
});

/** A member's talk, without any socket. */
function talk(scene: Scene, memberId: number) {
  const mailbox = new Mailbox();
  const own = new SocketIoDialect();
  const session: Session = scene.hub.connect({
    connectionId: `s${memberId}`,
    principal: { memberId, profile: profile(memberId), credential: `session:${memberId}` },
    dialect: own,
    wire: mailbox,
  });
  const reports: unknown[] = [];
  const conversation = new SocketIoConversation({
    session,
    dialect: own,
    report: (error) => reports.push(error),
  });
  const ask = async (name: RequestName, argument: unknown): Promise<Answer> => {
    const answers: Answer[] = [];
    const done = conversation.request(name, argument, (answer) => {
      answers.push(answer);
      // The answer comes before whatever the request brings.
      expect(mailbox.takeTexts()).toEqual([]);
    });
    await scene.clock.settle();
    await done;
    const [answer, ...more] = answers;
    expect(more).toEqual([]);
    if (answer === undefined) throw new Error('No answer came.');
    return answer;
  };
  return { session, mailbox, conversation, ask, reports };
}

describe('the talk', () => {
  it('answers before it shows what was missed, and in one piece', async () => {
    const scene = new Scene();
    const member = talk(scene, 1);
    await member.ask('parley:subscribe', 'chat:a');
    for (const n of [1, 2, 3]) {
      await member.conversation.request(
        'parley:publish',
        { topic: 'chat:a', event: 'n', payload: n },
        () => {},
      );
    }
    await scene.clock.settle();
    member.mailbox.takeTexts();
    const since = { epoch: 'epoch00000', offset: 1 };
    expect(await member.ask('parley:subscribe', { topic: 'chat:a', since })).toMatchObject({
      success: true,
      recovered: true,
      offset: 3,
    });
    expect(member.mailbox.takeTexts()).toEqual(
      [2, 3].map((n) => `42["n",${n},{"topic":"chat:a","epoch":"epoch00000","offset":${n}}]`),
    );
  });

  it('refuses by name, and keeps the words of what failed to itself', async () => {
    const scene = new Scene();
    scene.hub.allow('broken:*', () => ({
      get publish(): boolean {
        throw new Error('a secret of the server');
      },
      history: false,
      presence: false,
      whisper: false,
    }));
    const member = talk(scene, 1);
    expect(await member.ask('parley:unsubscribe', 'chat:a')).toEqual({
      success: false,
      error: { code: 'not_joined', message: expect.any(String), retry: false },
    });
    expect(await member.ask('parley:subscribe', 'broken:a')).toEqual({
      success: false,
      error: { code: 'internal', message: expect.not.stringContaining('secret'), retry: true },
    });
    expect(member.reports).toHaveLength(1);
  });

  it('has an end of open requests', async () => {
    const scene = new Scene({ limits: { openRequests: 2, messagesPerSecond: 1000 } });
    const member = talk(scene, 1);
    const answers: Answer[] = [];
    const asked = Array.from({ length: 5 }, (_, n) =>
      member.conversation.request('parley:subscribe', `chat:${n}`, (answer) =>
        answers.push(answer),
      ),
    );
    await scene.clock.settle();
    await Promise.all(asked);
    const codes = answers.map((answer) => (answer.success ? 'ok' : answer.error.code));
    expect(codes.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'busy',
      'busy',
      'busy',
      'ok',
      'ok',
    ]);
  });
});
