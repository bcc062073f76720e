import type { Grants } from '@parley/hub';
import { fileLimits } from './limits.ts';

/** A file, as far as it matters who may see it. */
export interface FileFacts {
  readonly topic: string;
  readonly memberId: number;
  /** Of the message that it was sent with; `null`: none. */
  readonly offset: number | null;
}

/** Whether files on a topic are sent with messages; elsewhere they are there once they have come. */
export function needsMessage(topic: string): boolean {
  return topic.startsWith('room:');
}

/**
 * Whether a member may see a file, with these rights on its topic now: they may read its history there,
 * and at the place of its message. One that was not sent yet is its owner's alone.
 */
export function mayRead(file: FileFacts, memberId: number, grants: Grants): boolean {
  if (!grants.history) return false;
  const { offset, topic } = file;
  if (offset === null) return !needsMessage(topic) || file.memberId === memberId;
  return grants.readable?.some(({ from, to }) => from <= offset && offset <= to) ?? true;
}

/** What a file is called: one line, no path, nothing that turns the direction of reading. */
export function titleOf(given: string): string {
  const line = given
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, '')
    .replace(/^.*[/\\]/u, '')
    .trim();
  const letters = Array.from(line);
  const most = fileLimits.nameCharacters.default;
  // Its ending tells what opens it.
  const ending = letters.length > most ? (/\.\w{1,10}$/u.exec(line)?.[0] ?? '') : '';
  const short = letters.slice(0, most - ending.length).join('');
  return letters.length > most ? short + ending : line === '' ? 'file' : line;
}
