import type { Unit } from '@parley/store';
import { messageLimits } from '../chat/message-limits.ts';
import { checkRichText, type Node } from '../chat/rich-text/index.ts';
import { memberTopic, roomTopic } from '../chat/schema.ts';
import { sendUnit } from '../chat/units/messages.ts';
import { reactUnit } from '../chat/units/reactions.ts';
import { markRoomReadUnit, pinRoomUnit } from '../chat/units/rooms-own.ts';
import { createRoomUnit, updateRoomUnit } from '../chat/units/rooms.ts';
import { notificationTopic } from '../notifications/schema.ts';
import { resetUnit } from '../notifications/units.ts';
import { people, rooms, type DemoRoom, type Line } from './community.ts';
import type { Stage } from './stage.ts';

const MINUTE = 60_000;
/** Who looked at their notifications last did so this long ago. */
const LOOKED = 5 * 60 * MINUTE;
const fanoutLimit = messageLimits.fanoutLimit.default;

interface Scene {
  readonly stage: Stage;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Member ids of {@link people}. */
  readonly ids: readonly number[];
  /** Of {@link rooms}. */
  readonly uuids: readonly string[];
}

/** Something that happened, and when. */
interface Moment {
  readonly time: number;
  readonly happen: () => Promise<unknown>;
}

/** Lets everything of the demo's rooms happen, in the order of time, over all rooms. */
export async function playRooms(stage: Stage, scene: Omit<Scene, 'stage'>): Promise<void> {
  const moments = rooms.flatMap((room, index) => {
    const uuid = scene.uuids[index];
    if (uuid === undefined) throw new RangeError('Every room of the demo needs a uuid.');
    return momentsOf({ ...scene, stage }, room, uuid);
  });
  for (const memberId of scene.ids) {
    const time = scene.now - LOOKED;
    const args = { memberId, isRead: true };
    const happen = play(stage, resetUnit, notificationTopic(memberId), time, args);
    moments.push({ time, happen });
  }
  for (const { happen } of moments.toSorted((a, b) => a.time - b.time)) await happen();
}

function play<A, R extends object>(
  stage: Stage,
  unit: Unit<A, R>,
  topic: string,
  time: number,
  args: A,
): () => Promise<R> {
  return async () => {
    const done = await unit.run(stage.at(topic, new Date(time).toISOString()), args);
    if ('refused' in done) throw new TypeError(`The demo was refused something: ${unit.name}`);
    return done;
  };
}

function momentsOf({ stage, now, ids }: Scene, room: DemoRoom, uuid: string): Moment[] {
  const times = timesOf(room, now);
  const idOf = (person: number): number => ids[person] ?? Number.NaN;
  const topic = roomTopic(uuid);
  const everybody = [room.owner, ...room.participants];
  const moments: Moment[] = [];
  const add = (time: number, happen: () => Promise<unknown>): void => {
    moments.push({ time, happen });
  };
  const own = (person: number): string => memberTopic(idOf(person));
  const first = (times[0] ?? now) - MINUTE;
  add(
    first,
    play(stage, createRoomUnit, own(room.owner), first, {
      uuid,
      kind: room.name === '' ? 'direct' : 'group_chat',
      access: room.access,
      name: room.name,
      description: room.description,
      showHistory: true,
      createdBy: idOf(room.owner),
      memberIds: room.participants.map(idOf),
    }),
  );
  const said: number[] = [];
  for (const [index, [who, , text, more = {}]] of room.lines.entries()) {
    const time = times[index] ?? now;
    add(time, async () => {
      const parent = more.answers === undefined ? undefined : said[more.answers];
      const send = play(stage, sendUnit, topic, time, {
        uuid,
        memberId: idOf(who),
        creationUuid: `${uuid}-${index}`,
        parentId: parent ?? null,
        fanoutLimit,
        ...contentOf(text, ids),
      });
      const sent = await send();
      if ('id' in sent) said[index] = sent.id;
    });
    for (const [emoji, who] of Object.entries(more.reactions ?? {})) {
      for (const [order, person] of who.entries()) {
        const later = time + (order + 1) * 10_000;
        add(later, async () => {
          const about = { uuid, memberId: idOf(person), messageId: said[index] ?? 0, fanoutLimit };
          await play(stage, reactUnit, topic, later, { ...about, emoji, isOn: true })();
        });
      }
    }
  }
  const { pinned } = room;
  if (pinned !== undefined) {
    const time = (times[pinned] ?? now) + MINUTE / 2;
    add(time, async () => {
      const actor = { uuid, actorId: idOf(room.owner), isAdministrator: false, fanoutLimit };
      const change = { ...actor, pinned_message_id: said[pinned] ?? 0 };
      await play(stage, updateRoomUnit, topic, time, change)();
    });
  }
  for (const person of everybody) {
    const memberId = idOf(person);
    const seen = room.lines.length - 1 - (room.unseen?.[person] ?? 0);
    const time = (times[seen] ?? now) + 1000;
    add(time, play(stage, markRoomReadUnit, own(person), time, { uuid, memberId }));
    if (room.pinnedBy?.includes(person) === true) {
      const pin = { uuid, memberId, isPinned: true };
      add(first + 1, play(stage, pinRoomUnit, own(person), first + 1, pin));
    }
  }
  return moments;
}

/** When each line of a room was said, milliseconds since 1970. */
function timesOf(room: DemoRoom, now: number): number[] {
  const minutes = room.lines.map(([, later]) => later);
  const length = minutes.reduce((sum, later) => sum + later, 0);
  let time = now - (room.quietFor + length) * MINUTE;
  return minutes.map((later) => (time += later * MINUTE));
}

/** A line as a document; `@2` is a mention of that person. */
function contentOf(
  text: Line[2],
  ids: readonly number[],
): { richText: Readonly<Record<string, unknown>>; text: string; mentions: readonly number[] } {
  const content = text.split(/(@\d)/u).flatMap((part): Node[] => {
    if (part === '') return [];
    if (!/^@\d$/u.test(part)) return [{ type: 'text', text: part }];
    const person = Number(part.slice(1));
    const label = people[person]?.name ?? '';
    return [{ type: 'mention', attrs: { id: ids[person] ?? 0, label } }];
  });
  const checked = checkRichText({ type: 'doc', content: [{ type: 'paragraph', content }] });
  if (!checked.ok) throw new TypeError(`A line of the demo is no text: ${checked.reason}`);
  return { richText: { ...checked.document }, text: checked.text, mentions: checked.mentions };
}
