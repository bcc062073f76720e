import { isWhole, wins, type BoardElement } from './element.ts';
import { whiteboardLimits } from './limits.ts';

/**
 * An element on its way, told in passing: what changed since it was told last, and points appended to
 * its stroke. Who missed the last one ignores the rest, and gets the whole element when it is done.
 */
export interface Draft {
  readonly id: string;
  readonly v: number;
  readonly n: number;
  readonly set?: Readonly<Record<string, unknown>>;
  /** Points from this index on: x and y in turn, in tenths of a pixel after the point before. */
  readonly add?: { readonly from: number; readonly xy: readonly number[] };
}

/** Told by their own fields, or of no interest on the way. */
const APART: ReadonlySet<string> = new Set(['id', 'version', 'versionNonce', 'points', 'updated']);
/** A stroke's own, which follow from its points, or come when it is done. */
const OF_STROKES: ReadonlySet<string> = new Set([
  'pressures',
  'lastCommittedPoint',
  'width',
  'height',
]);

const tenths = (value: number): number => Math.round(value * 10);

type Point = readonly [number, number];

function pointsOf(element: BoardElement | undefined): readonly Point[] {
  const points = element?.['points'];
  return Array.isArray(points) ? (points as Point[]) : [];
}

/** What to tell of an element whose form `before` was told; `undefined`: too much, or nothing. */
export function draftOf(
  element: BoardElement,
  before: BoardElement | undefined,
): Draft | undefined {
  const { id, version: v, versionNonce: n } = element;
  const isStroke = element.type === 'freedraw';
  const set: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(element)) {
    if (APART.has(name) || (isStroke && before !== undefined && OF_STROKES.has(name))) continue;
    const told = before?.[name];
    const isEqual =
      typeof value === 'object' ? JSON.stringify(value) === JSON.stringify(told) : value === told;
    if (!isEqual) set[name] = value;
  }
  const points = pointsOf(element);
  const from = pointsOf(before).length;
  let add: Draft['add'];
  if (isStroke && points.length > from) {
    const [lastX, lastY] = points[from - 1] ?? [0, 0];
    let [x, y] = [tenths(lastX), tenths(lastY)];
    const xy: number[] = [];
    for (const point of points.slice(from)) {
      const [nextX, nextY] = [tenths(point[0]), tenths(point[1])];
      xy.push(nextX - x, nextY - y);
      [x, y] = [nextX, nextY];
    }
    add = { from, xy };
  } else if (points.length > 0 && JSON.stringify(points) !== JSON.stringify(pointsOf(before))) {
    set['points'] = points;
  }
  if (add === undefined && Object.keys(set).length === 0) return undefined;
  const draft: Draft = {
    id,
    v,
    n,
    ...(Object.keys(set).length === 0 ? {} : { set }),
    ...(add === undefined ? {} : { add }),
  };
  return JSON.stringify(draft).length > whiteboardLimits.draftBytes.default ? undefined : draft;
}

/**
 * The form that a draft speaks of, over the one that was told before it or is on the board; `undefined`
 * for what is older than that, or cannot be understood.
 */
export function applyDraft(
  draft: unknown,
  before: BoardElement | undefined,
): BoardElement | undefined {
  if (typeof draft !== 'object' || draft === null) return undefined;
  const { id, v, n, set = {}, add } = draft as Partial<Draft>;
  if (typeof id !== 'string' || !isWhole(v) || !isWhole(n)) return undefined;
  if (typeof set !== 'object' || set === null || Array.isArray(set)) return undefined;
  const base = before ?? (typeof set['type'] === 'string' ? (set as BoardElement) : undefined);
  if (base === undefined) return undefined;
  const form = { version: v, versionNonce: n };
  if (before !== undefined && !wins(form, before)) return undefined;
  const points = add === undefined ? undefined : appended(pointsOf(before), add);
  if (add !== undefined && points === undefined) return undefined;
  const whole: Readonly<Record<string, unknown>> = { ...base, ...set };
  const { type, isDeleted = false } = whole;
  if (typeof type !== 'string' || isDeleted !== false) return undefined;
  // Pictures come by the server alone, which knows what was agreed to; on their way they are moved.
  if (type === 'image' && (before?.type !== type || 'customData' in set)) return undefined;
  return {
    ...whole,
    ...form,
    id,
    type,
    isDeleted,
    ...(points === undefined ? {} : { points }),
    // One for each point; the real ones come when it is done.
    ...(type === 'freedraw' ? { pressures: [], simulatePressure: true } : {}),
  };
}

function appended(
  before: readonly Point[],
  { from, xy }: NonNullable<Draft['add']>,
): Point[] | undefined {
  if (from !== before.length || !Array.isArray(xy) || xy.length % 2 !== 0) return undefined;
  if (!xy.every((value) => Number.isFinite(value))) return undefined;
  if (before.length + xy.length / 2 > whiteboardLimits.draftPoints.default) return undefined;
  const points = [...before];
  const [lastX, lastY] = points.at(-1) ?? [0, 0];
  let [x, y] = [tenths(lastX), tenths(lastY)];
  for (let at = 0; at < xy.length; at += 2) {
    x += xy[at] ?? 0;
    y += xy[at + 1] ?? 0;
    points.push([x / 10, y / 10]);
  }
  return points;
}
