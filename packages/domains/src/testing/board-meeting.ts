import type { Act } from '@parley/hub';
import { exchangeTopics } from '../exchange/domain.ts';
import { exchangeTopic, type BoardElement } from '../exchange/schema.ts';
import type { MemberView } from '../identity/schema.ts';
import type { OpenDomains } from './open-domains.ts';

/** A rectangle, or whatever `more` makes of it. */
export function drawn(id: string, more: Partial<BoardElement> = {}): BoardElement {
  const place = { x: 10, y: 20, width: 30, height: 40 };
  return {
    id,
    type: 'rectangle',
    version: 1,
    versionNonce: 7,
    isDeleted: false,
    ...place,
    ...more,
  };
}

/** A booking with its two people, and what one draws on its board as the hub would have it. */
export interface Meeting {
  readonly id: number;
  readonly topic: string;
  readonly host: MemberView;
  readonly client: MemberView;
  readonly draw: (
    member: MemberView,
    elements: readonly unknown[],
    more?: Partial<Act>,
  ) => Promise<unknown>;
  readonly board: () => Promise<Map<string, BoardElement>>;
  /** The deltas that were told. */
  readonly told: () => BoardElement[][];
}

let people = 0;

/** Books a meeting of two new people. */
export async function meet(at: OpenDomains): Promise<Meeting> {
  people += 1;
  const [host, client] = [await at.member(`Host${people}`), await at.member(`Client${people}`)];
  const id = await at.exchange.createBooking({
    scheduleMemberId: host.id,
    clientMemberId: client.id,
    title: 'Sketching',
    startsOn: '2026-06-02T10:00:00.000Z',
    endsOn: '2026-06-02T10:30:00.000Z',
  });
  const topic = exchangeTopic('whiteboard', id);
  const act = exchangeTopics(at.db).find(({ pattern }) => pattern.includes('whiteboard'))?.act;
  return {
    id,
    topic,
    host,
    client,
    draw: async ({ id: memberId, name, role, color }, elements, more = {}) =>
      act?.({
        principal: {
          memberId,
          profile: { memberId, name, role, color },
          credential: 'session:1',
        },
        connectionId: `c${memberId}`,
        topic,
        params: { id: String(id) },
        event: 'delta',
        payload: JSON.stringify({ elements }),
        store: true,
        ...more,
      }),
    board: async () => {
      const { elements } = await at.exchange.readBoard(host.id, id);
      return new Map(elements.map((one) => [one.id, one]));
    },
    told: () =>
      at.heard
        .filter((one) => one.topic === topic && one.event === 'delta')
        .map(({ payload }) => (JSON.parse(payload) as { elements: BoardElement[] }).elements),
  };
}
