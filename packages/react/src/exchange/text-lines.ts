import type { Member, Message } from '@parley/client';
import { addMessages } from './add-messages.ts';
import type { TopicMessage } from './topic-message.ts';

/** What the text of an exchange is stored as. */
export interface TextPayload {
  readonly message: string;
}

/** The text of a stored message; `undefined`: it is none. Payloads are another client's word. */
function textOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('message' in payload)) return undefined;
  return typeof payload.message === 'string' ? payload.message : undefined;
}

function idOf({ topic, position }: Message<unknown>): string {
  return `${topic} ${position?.epoch} ${position?.offset}`;
}

/**
 * The list with the texts of a topic as they are held now: new ones added, each in its place, and
 * those that are not held any more (a hole lies below them) taken out.
 */
export function textLines(
  all: TopicMessage[],
  topic: string,
  messages: readonly Message<unknown>[],
  userList: ReadonlyMap<string, Member>,
): TopicMessage[] {
  const shown = new Set(all.map(({ id }) => id));
  const held = new Set(messages.map(idOf));
  const isGone = (line: TopicMessage): boolean =>
    line.topic === topic && line.position !== undefined && !held.has(line.id);
  let list = all.some(isGone) ? all.filter((line) => !isGone(line)) : all;
  const fresh = messages.filter((message) => !shown.has(idOf(message)));
  if (fresh.length === 0) return list;
  const authors = new Map<string, Member>();
  for (const member of userList.values()) {
    for (const cid of member.cids) authors.set(cid, member);
  }
  for (const past of [true, false]) {
    const lines = fresh
      .filter(({ replayed }) => replayed === past)
      .flatMap((message) => lineOf(message, authors.get(message.sender)) ?? []);
    list = addMessages(list, lines, { past });
  }
  return list;
}

function lineOf(message: Message<unknown>, author: Member | undefined): TopicMessage | undefined {
  const text = textOf(message.payload);
  if (text === undefined) return undefined;
  const { topic, sender, timestamp, position } = message;
  return {
    id: idOf(message),
    kind: 'text',
    topic,
    scid: author?.scid ?? sender,
    name: author?.name ?? 'Somebody',
    color: author?.color ?? '',
    sender,
    message: text,
    timestamp,
    ...(position && { position }),
  };
}
