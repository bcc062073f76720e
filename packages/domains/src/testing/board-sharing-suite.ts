import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeLimits } from '../exchange/limits.ts';
import type { BoardElement } from '../exchange/schema.ts';
import { noteStaysUnit } from '../exchange/units/stays.ts';
import type { MemberView } from '../identity/schema.ts';
import { drawn, meet, type Meeting } from './board-meeting.ts';
import type { OpenDomains } from './open-domains.ts';

/** A picture of a file of ours. */
function picture(id: string, file: string, more: { ask?: string; version?: number } = {}) {
  const { ask, ...rest } = more;
  const customData = { url: `/files/${file}`, name: 'plan.png', ...(ask && { ask }) };
  return drawn(id, { type: 'image', customData, ...rest });
}

/** What a whiteboard promises of files that are shared on it, on whatever engine. */
export function boardSharingSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    /** Somebody comes to the board, or leaves it. */
    const stay = async (meeting: Meeting, member: MemberView, isHere: boolean): Promise<void> => {
      const enteredOn = new Date(at.clock.now()).toISOString();
      await at.db.run(noteStaysUnit, {
        stays: [
          {
            id: `n.${meeting.id}.${member.id}`,
            node: 'n',
            bookingId: meeting.id,
            kind: 'whiteboard',
            memberId: member.id,
            enteredOn,
            leftOn: isHere ? null : enteredOn,
          },
        ],
      });
    };
    const answer = (meeting: Meeting, member: MemberView, ask: string, agree: boolean) =>
      meeting.draw(member, [], { event: 'answer', payload: JSON.stringify({ ask, agree }) });
    const refused = { code: 'forbidden', message: /has not agreed to this file/u };
    const refuses = (drawing: Promise<unknown>) =>
      expect(drawing).rejects.toMatchObject({
        code: refused.code,
        message: expect.stringMatching(refused.message) as string,
      });

    it('B6 a file comes to a board when the other who is there has agreed to its question', async () => {
      const meeting = await meet(at);
      const { host, client, draw, board, told, topic } = meeting;
      await stay(meeting, client, true);
      await refuses(draw(host, [drawn('a'), picture('p', 'x')]));
      await refuses(draw(host, [picture('p', 'x', { ask: 'q1' })]));
      // One's own word is not the other's, and neither is a no, nor a yes to something else.
      await answer(meeting, host, 'q1', true);
      await answer(meeting, client, 'q1', false);
      await answer(meeting, client, 'q0', true);
      await refuses(draw(host, [picture('p', 'x', { ask: 'q1' })]));
      expect(told()).toEqual([]);
      expect((await board()).size).toBe(0);

      const heard = await answer(meeting, client, 'q1', true);
      expect(heard).toMatchObject({ position: { offset: 4 }, duplicate: false });
      expect(at.heard.filter((one) => one.topic === topic).at(-1)).toMatchObject({
        event: 'answer',
        payload: '{"ask":"q1","agree":true}',
        memberId: client.id,
        sender: `c${client.id}`,
      });
      // Two pages of it.
      await draw(host, [picture('p', 'x', { ask: 'q1' })]);
      await draw(host, [picture('q', 'y', { ask: 'q1' })]);
      // What was agreed to last counts.
      await answer(meeting, client, 'q2', true);
      await refuses(draw(host, [picture('r', 'z', { ask: 'q1' })]));
      expect([...(await board()).keys()]).toEqual(['p', 'q']);
    });

    it('and then it is moved, copied, cleared and brought back without asking', async () => {
      const meeting = await meet(at);
      const { host, client, draw, board } = meeting;
      // Nobody else is there.
      await draw(host, [picture('p', 'x')]);
      await stay(meeting, client, true);
      await draw(host, [picture('p', 'x', { version: 2 }), picture('copy', 'x')]);
      const gone = (id: string, version: number): BoardElement =>
        drawn(id, { type: 'image', version, isDeleted: true });
      await draw(client, [gone('p', 3), gone('copy', 3)]);
      await draw(client, [gone('copy', 4)]);
      await draw(host, [picture('copy', 'x', { version: 5 })]);
      expect((await board()).get('copy')).toEqual(picture('copy', 'x', { version: 5 }));
      // Not another one in its place, nor in the place of what is no picture.
      await refuses(draw(host, [picture('copy', 'other', { version: 6 })]));
      await draw(host, [drawn('box')]);
      await refuses(draw(host, [picture('box', 'other', { version: 2 })]));
    });

    it('needs nobody’s leave who has left, or whose server is not heard of any more', async () => {
      const meeting = await meet(at);
      const { host, client, draw } = meeting;
      await stay(meeting, client, true);
      await stay(meeting, client, false);
      await draw(host, [picture('p', 'x')]);
      await stay(meeting, client, true);
      await refuses(draw(host, [picture('q', 'y')]));
      at.clock.advance(exchangeLimits.staySilence.default + 1);
      await draw(host, [picture('q', 'y')]);
      // What is no file of ours is fetched by nobody.
      await stay(meeting, client, true);
      const elsewhere = { url: 'https://example.com/a.png', name: 'a' };
      await draw(host, [drawn('e', { type: 'image', customData: elsewhere })]);
    });
  });
}
