import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberTopic, roomTopic } from '../chat/schema.ts';
import type { OpenChat } from './open-chat.ts';

/** What chat promises of large rooms, on whatever engine; `open` gives a fan-out limit of three. */
export function chatLargeSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let members: number[];
    beforeAll(async () => {
      at = await open();
      members = await Promise.all(['Ada', 'Bob', 'Cyd', 'Dan'].map((one) => at.member(one)));
    });
    afterAll(() => at.close());

    it('C8 above the fan-out limit the room topic alone carries messages', async () => {
      const [ada = 0, bob = 0, cyd = 0, dan = 0] = members;
      const small = await at.room([ada, bob, cyd]);
      const large = await at.room([ada, bob, cyd, dan]);
      const few = await at.say(ada, small, 'to each');
      const many = await at.say(ada, large, 'to the room');
      expect(at.topicsOf('newMessage', few)).toHaveLength(4);
      expect(at.topicsOf('newMessage', many)).toEqual([roomTopic(large)]);
      const edited = await at.chat.editMessage(bob, small, await at.say(bob, small, 'a'), {
        body: 'b',
      });
      expect(edited.body).toBe('b');
      expect(at.on(memberTopic(dan)).filter(({ event }) => event === 'newMessage')).toEqual([]);
    });
  });
}
