import type { BoardElement } from '@parley/domains/exchange/schema';
import { whiteboardLimits } from './limits.ts';

export type { BoardElement };

/** What decides between two forms of an element. */
export type Form = Pick<BoardElement, 'version' | 'versionNonce'>;

/** Whether a form takes the place of another: as the server and Excalidraw's `reconcileElements` have it. */
export function wins(form: Form, over: Form | undefined): boolean {
  if (over === undefined) return true;
  if (form.version !== over.version) return form.version > over.version;
  return form.versionNonce < over.versionNonce;
}

/** Whether two are the same form. */
export function isSame(form: Form, other: Form | undefined): boolean {
  return form.version === other?.version && form.versionNonce === other.versionNonce;
}

const round = (value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value;

/**
 * An element as it travels: a copy, its points in hundredths of a pixel, of a deleted one what names
 * it. One that is too large for the server loses every second point until it fits, and is a newer form
 * then; what cannot be made smaller stays as it is.
 */
export function tidy(element: BoardElement, random: () => number): BoardElement {
  const { id, type, version, versionNonce, isDeleted } = element;
  if (isDeleted) return { id, type, version, versionNonce, isDeleted };
  const { points, pressures } = element;
  if (!Array.isArray(points)) return { ...element };
  let kept: unknown[] = points.map((point: unknown) =>
    Array.isArray(point) ? point.map(round) : point,
  );
  let pressed = Array.isArray(pressures) ? pressures.map(round) : undefined;
  const made = (): BoardElement => ({
    ...element,
    points: kept,
    ...(pressed === undefined ? {} : { pressures: pressed }),
  });
  const most = whiteboardLimits.elementCharacters.default;
  if (JSON.stringify(made()).length <= most) return made();
  const every2nd = (_: unknown, at: number, all: unknown[]): boolean =>
    at % 2 === 0 || at === all.length - 1;
  while (kept.length > 4 && JSON.stringify(made()).length > most) {
    kept = kept.filter(every2nd);
    pressed = pressed?.filter(every2nd);
  }
  return { ...made(), version: version + 1, versionNonce: Math.floor(random() * 2 ** 31) };
}

/** Something another client calls an element. */
export function isElement(value: unknown): value is BoardElement {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, version, versionNonce, isDeleted } = value as Partial<BoardElement>;
  return (
    typeof id === 'string' &&
    typeof type === 'string' &&
    isWhole(version) &&
    isWhole(versionNonce) &&
    typeof isDeleted === 'boolean'
  );
}

/** Whether it is a whole number from 0 up. */
export function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
