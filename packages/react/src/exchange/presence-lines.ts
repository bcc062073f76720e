import type { Member } from '@parley/client';
import { addMessages } from './add-messages.ts';
import type { TopicMessage } from './topic-message.ts';

/** Who is on a topic, for {@link presenceLines}. */
export interface PresenceOf {
  readonly topic: string;
  readonly online: readonly Member[];
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Who has just come and finds the others there, by stable id; absent when all is news. */
  readonly found?: string | undefined;
  /** Whether somebody who is missing has left, and is not on the way back. */
  readonly mayHaveLeft: (scid: string) => boolean;
}

/**
 * The list with the comings and goings that it does not tell yet. The list itself is what was told:
 * another tab, a reconnect, a second mount of the page bring no line twice.
 */
export function presenceLines(
  all: TopicMessage[],
  { topic, online, now, found, mayHaveLeft }: PresenceOf,
): TopicMessage[] {
  const last = new Map<string, TopicMessage>();
  for (const line of all) {
    if (line.topic === topic && line.kind !== 'text' && line.kind !== 'notice') {
      last.set(line.scid, line);
    }
  }
  const here = new Set(online.map(({ scid }) => scid));
  const left = [...last.values()].filter(
    ({ kind, scid }) => kind === 'entered' && !here.has(scid) && mayHaveLeft(scid),
  );
  const entered = online.filter(({ scid }) => last.get(scid)?.kind !== 'entered');
  return addMessages(all, [
    ...left.map((line) => ({ ...line, ...told('left', 'left', topic, line.scid, now) })),
    ...entered.map(({ scid, name, color }) => ({
      ...told('entered', wording(found, scid), topic, scid, now),
      scid,
      name,
      color,
    })),
  ]);
}

function wording(found: string | undefined, scid: string): string {
  return found === undefined || found === scid ? 'entered' : 'entered earlier';
}

function told(
  kind: 'entered' | 'left',
  message: string,
  topic: string,
  scid: string,
  timestamp: string,
): Pick<TopicMessage, 'id' | 'kind' | 'topic' | 'sender' | 'message' | 'timestamp'> {
  return {
    id: `${topic} ${kind} ${scid} ${timestamp}`,
    kind,
    topic,
    sender: '',
    message,
    timestamp,
  };
}
