import { down, type Down } from './down.ts';
import type { ErrorCode } from './errors.ts';
import { misfit, type FrameShape } from './shape.ts';
import { up, type Up } from './up.ts';

/** A frame that was read, or the reason it was not, with the request id where there was one. */
export type Decoded<F> =
  | { readonly frame: F }
  | { readonly error: ErrorCode; readonly detail: string; readonly id?: number };

function requestId(frame: object): { id?: number } {
  const id: unknown = 'id' in frame ? frame.id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? { id } : {};
}

function decode<F>(table: Readonly<Record<string, FrameShape>>, text: string): Decoded<F> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: 'bad_frame', detail: 'not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { error: 'bad_frame', detail: 'not an object' };
  }
  const frame = value as Record<string, unknown>;
  const op = frame['op'];
  if (typeof op !== 'string' || !Object.hasOwn(table, op)) {
    return { error: 'unknown_op', detail: 'op', ...requestId(frame) };
  }
  const field = misfit(table[op] as FrameShape, frame);
  if (field !== undefined) return { error: 'bad_request', detail: field, ...requestId(frame) };
  return { frame: frame as F };
}

/** Reads a client's frame. Never throws; what does not fit is an error of the table. */
export function decodeUp(text: string): Decoded<Up> {
  return decode<Up>(up, text);
}

/** Reads a server's frame. An unknown `op` is an error that clients ignore, so servers may be newer. */
export function decodeDown(text: string): Decoded<Down> {
  return decode<Down>(down, text);
}

/** Writes a frame as JSON text. */
export function encode(frame: Up | Down): string {
  return JSON.stringify(frame);
}
