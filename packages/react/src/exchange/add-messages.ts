import type { TopicMessage } from './topic-message.ts';

/** Most lines kept in a shared list as new ones come: the oldest go first. */
export const KEPT_LINES = 5_000;

export interface AddMessagesOptions {
  /**
   * They come from the history, so that they stand before what happened since. Otherwise they are
   * the newest: clocks of other machines do not decide where a line that has just come is shown.
   */
  readonly past?: boolean;
}

/**
 * A list with messages added, each in its place: those of one topic by their position, the past
 * before what this page saw happen. What the list holds already changes nothing: the answer is then
 * the same array.
 *
 * @example
 * setTopicMessages((all) => addMessages(all, [{ ...line, kind: 'notice', message: 'shares a screen' }]));
 */
export function addMessages(
  all: TopicMessage[],
  added: readonly TopicMessage[],
  { past = false }: AddMessagesOptions = {},
): TopicMessage[] {
  const ids = new Set(all.map(({ id }) => id));
  const fresh = added.filter(({ id }) => !ids.has(id) && ids.add(id));
  if (fresh.length === 0) return all;
  const list = [...all];
  for (const message of fresh) list.splice(place(list, message, past), 0, message);
  // What was just fetched on request is not thrown away: who asks for it stops at the limit.
  return past || list.length <= KEPT_LINES ? list : list.slice(-KEPT_LINES);
}

/** Before which index it goes: as late as it can. */
function place(list: readonly TopicMessage[], message: TopicMessage, past: boolean): number {
  let at = list.length;
  // A later one of its own topic stands below it, whatever lies between.
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const other = list[index];
    if (other === undefined || !isOrdered(other, message)) continue;
    if (isEarlier(other, message)) break;
    at = index;
  }
  for (let above = list[at - 1]; above !== undefined; above = list[at - 1]) {
    if (!past || isOrdered(above, message) || above.timestamp <= message.timestamp) break;
    at -= 1;
  }
  return at;
}

function isEarlier(one: TopicMessage, two: TopicMessage): boolean {
  return (one.position?.offset ?? 0) < (two.position?.offset ?? 0);
}

function isOrdered(one: TopicMessage, two: TopicMessage): boolean {
  return one.topic === two.topic && one.position !== undefined && two.position !== undefined;
}
