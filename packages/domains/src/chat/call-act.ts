import { HubError, type Act, type Actor, type Published } from '@parley/hub';
import type { Database } from '@parley/store';
import type { DomainDeps } from '../domain.ts';
import { callLimits } from './call-limits.ts';
import { speakerIn } from './message-repository.ts';
import { participantIds } from './participant-repository.ts';
import { refuseLookAlikes } from './room-act.ts';
import {
  CHAT_EVENT,
  memberTopic,
  type CallNotice,
  type CallRinging,
  type ChatEventName,
} from './schema.ts';

/** What a caller or the one called says on the call's topic, and what their pages are told. */
const words: Readonly<Record<string, ChatEventName>> = {
  ring: 'callRinging',
  answer: 'callAnswered',
  decline: 'callDeclined',
  busy: 'callBusy',
  cancel: 'callCancelled',
};

/** What the say of a call's topic works with. */
export interface CallActOptions {
  readonly db: Pick<Database, 'read'>;
  readonly signal: DomainDeps['signal'];
  /** How long a caller waits, ms. */
  readonly callRinging?: number | undefined;
  readonly now?: () => number;
}

/**
 * Takes what clients publish on the topic of a room's call. `ring` (with `call_id`), `answer`, `decline`,
 * `busy` and `cancel` (with `missed`) are told to both members of a direct room, on their own topics.
 * Signalling stays what it is. Nothing is stored, and what looks like one of chat's own events is refused.
 */
export function callAct({
  db,
  signal,
  callRinging = callLimits.ringing.default,
  now = () => Date.now(),
}: CallActOptions): Actor {
  return (act) => {
    if (act.store) return undefined;
    refuseLookAlikes(act);
    const event = Object.hasOwn(words, act.event) ? words[act.event] : undefined;
    if (event === undefined) return undefined;
    return tellCall(act, { event, db, signal, callRinging, now: now() });
  };
}

async function tellCall(
  { principal: { memberId }, params, payload }: Act,
  {
    event,
    db,
    signal,
    callRinging,
    now,
  }: Pick<CallActOptions, 'db' | 'signal'> & {
    readonly event: ChatEventName;
    readonly callRinging: number;
    readonly now: number;
  },
): Promise<Published> {
  const { uuid = '' } = params;
  const speaker = await speakerIn(db.read, uuid, memberId);
  if (speaker === undefined || speaker.room_role === null) {
    throw new HubError('forbidden', 'no such call, or not yours');
  }
  if (speaker.kind !== 'direct') throw new HubError('bad_request', 'only direct calls ring');
  const notice: CallNotice = {
    chat_room_uuid: uuid,
    community_member_id: memberId,
    name: speaker.name,
  };
  const said = fieldsOf(payload);
  const more = {
    ...(event === 'callRinging' && ringingOf(said, callRinging)),
    ...(event === 'callCancelled' && { missed: said['missed'] === true }),
  };
  for (const id of await participantIds(db.read, speaker.room_id, { limit: 2 })) {
    signal({
      topic: memberTopic(id),
      event: CHAT_EVENT + event,
      payload: JSON.stringify({ ...notice, ...more }),
      memberId,
    });
  }
  return { position: undefined, timestamp: new Date(now).toISOString(), duplicate: false };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(payload: string): Fields {
  const value: unknown = JSON.parse(payload);
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** What a ring says of itself: durations, since clocks differ. */
function ringingOf({ call_id }: Fields, ringing: number): Omit<CallRinging, keyof CallNotice> {
  const { ringLife, callIdCharacters } = callLimits;
  const isId = typeof call_id === 'string' && call_id.length <= callIdCharacters.default;
  if (!isId || call_id === '') throw new HubError('bad_request', 'a ring needs its call_id');
  return {
    call_id,
    expires_in: Math.min(ringLife.default, ringing),
    gives_up_after: ringing,
  };
}
