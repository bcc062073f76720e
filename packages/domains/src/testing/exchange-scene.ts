import {
  exchangeChannel,
  type BookingView,
  type QuoteBody,
  type ScheduleBody,
  type ScheduleView,
} from '../exchange/schema.ts';
import type { MemberView } from '../identity/schema.ts';
import type { OpenDomains } from './open-domains.ts';

export const HOUR = 3_600_000;
export const DAY: number = 24 * HOUR;

/** Mondays and Wednesdays in Vienna. The clock of the suites begins on Monday, 1 June 2026, 12:00 UTC. */
export const weekly: ScheduleBody = {
  title: 'Talks',
  about: '',
  timeZone: 'Europe/Vienna',
  slots: [
    { weekday: 1, startsAt: '15:00', minutes: 30 },
    { weekday: 3, startsAt: '09:00', minutes: 60 },
  ],
};

/** Somebody with a schedule, somebody who asks, and somebody who has nothing to do with it. */
export interface Three {
  readonly owner: MemberView;
  readonly client: MemberView;
  readonly stranger: MemberView;
  readonly schedule: ScheduleView;
}

/** What the suites of exchange do again and again. */
export class ExchangeScene {
  readonly #at: OpenDomains;
  #count = 0;

  constructor(at: OpenDomains) {
    this.#at = at;
  }

  async three(body: ScheduleBody = weekly): Promise<Three> {
    this.#count += 1;
    const who = (name: string): Promise<MemberView> => this.member(name);
    const [owner, client, stranger] = [
      await who('Owner'),
      await who('Client'),
      await who('Stranger'),
    ];
    const schedule = await this.#at.exchange.createSchedule(owner.id, body);
    return { owner, client, stranger, schedule };
  }

  /** A member of this name and the number of the last three. */
  member(name: string): Promise<MemberView> {
    return this.#at.member(`${name}${this.#count}`);
  }

  /** Three, and what the client may ask for: a Wednesday. */
  async wednesday(): Promise<Three & { readonly body: QuoteBody }> {
    const people = await this.three();
    const slotId = people.schedule.slots[1]?.id ?? 0;
    return { ...people, body: { slotId, date: '2026-06-10', title: 'The plan', note: 'Hello' } };
  }

  /** The same, accepted. */
  async booked(): Promise<Three & { readonly body: QuoteBody; readonly booking: BookingView }> {
    const made = await this.wednesday();
    const quote = await this.#at.exchange.ask(made.client.id, made.schedule.id, made.body);
    return { ...made, booking: await this.#at.exchange.acceptQuote(made.owner.id, quote.id) };
  }

  /** What came on a member's own topic. */
  told(memberId: number): (readonly [event: string, payload: Readonly<Record<string, unknown>>])[] {
    return this.#at.heard
      .filter(({ topic }) => topic === exchangeChannel(memberId))
      .map(({ event, payload }) => [event, JSON.parse(payload) as Record<string, unknown>]);
  }

  /** What a member was notified of, the newest first. */
  async notified(memberId: number): Promise<(readonly [string, string, string | null])[]> {
    const query = { page: 1, per_page: 100, sort: 'newest', status: 'all' } as const;
    const { records } = await this.#at.notifications.list(memberId, query);
    return records.map((one) => [one.notification_type, one.display_action, one.action_web_url]);
  }
}

/** With what code something is refused; `undefined`: it is not. */
export async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return (error as { code?: string } | undefined)?.code;
}

/** A whole list. */
export const list = { limit: 50 } as const;
