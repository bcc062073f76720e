import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actionsOn,
  groupOf,
  headlessMember,
  heard,
  listen,
  Reference,
  say,
  type HeadlessMember,
} from './headless.ts';

let server: TestServer;
let ada: HeadlessMember;
let bob: HeadlessMember;
let cyd: HeadlessMember;

beforeAll(async () => {
  server = await startParley({ env: { PARLEY_CHAT_FANOUT_LIMIT: '2' } });
  const reference = await Reference.of(server);
  ada = await headlessMember(server, reference, 'Ada');
  bob = await headlessMember(server, reference, 'Bob');
  cyd = await headlessMember(server, reference, 'Cyd');
});
afterAll(async () => {
  await server.stop();
});

describe('C8 the operator says from how many participants on a room is large', () => {
  it('a room up to it tells of messages on the own topics, by REST and by socket', async () => {
    const own = `chat-room-channel-${bob.id}`;
    const room = await groupOf([ada, bob]);
    const his = await listen(server, bob, [own]);
    const hers = await listen(server, ada, [room.topic]);
    const id = await say(ada, room, 'by REST');
    expect(await heard(his, own, 'newMessage')).toMatchObject({ id });
    const said = { op: 'transmit', id: 9, topic: room.topic, action: 'x', store: true };
    hers.send({ ...said, payload: { message: 'by socket' } });
    await his.next(
      'message',
      ({ topic, payload }) => topic === own && JSON.stringify(payload).includes('by socket'),
    );
    his.close();
    hers.close();
  });

  it('a room above it tells there in rounds that it goes on, whichever door the message takes', async () => {
    const own = `chat-room-channel-${bob.id}`;
    const room = await groupOf([ada, bob, cyd], { name: 'Large' });
    const his = await listen(server, bob, [own, room.topic]);
    const hers = await listen(server, ada, [room.topic]);
    const said = { op: 'transmit', id: 9, topic: room.topic, action: 'x', store: true };
    hers.send({ ...said, payload: { message: 'by socket' } });
    const id = await say(ada, room, 'by REST');
    expect(await heard(his, own, 'chatRoomUpdated')).toMatchObject({ uuid: room.uuid });
    await his.find('message', ({ topic, payload }) => {
      return topic === room.topic && JSON.stringify(payload).includes(`"id":${id}`);
    });
    expect(actionsOn(his, own)).not.toContain('newMessage');
    his.close();
    hers.close();
  });
});
