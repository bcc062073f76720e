import type { Span } from './rules.ts';

/** A place in a list in the order of time. */
export interface Place {
  readonly time: string;
  readonly id: number;
}

/** The cursor after something in a list. */
export function cursorOf(
  last: (Pick<Span, 'startsOn'> & { readonly id: number }) | undefined,
): string | null {
  return last === undefined ? null : `${Date.parse(last.startsOn)}.${last.id}`;
}

/** Where a cursor points; `undefined`: to the beginning, as everything does that is none. */
export function placeOf(cursor: string | undefined): Place | undefined {
  const [, time, id] = /^(\d{1,15})\.(\d{1,15})$/u.exec(cursor ?? '') ?? [];
  const at = new Date(Number(time));
  if (id === undefined || Number.isNaN(at.getTime())) return undefined;
  return { time: at.toISOString(), id: Number(id) };
}

/** The id that a cursor of a list in the order of ids is. */
export function idOf(cursor: string | undefined): number | undefined {
  return cursor !== undefined && /^\d{1,15}$/u.test(cursor) ? Number(cursor) : undefined;
}
