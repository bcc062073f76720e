/**
 * Frames are declared as data: one table per frame, read by the validator, by the type system
 * and by the hash test that pins the wire. Sizes are counted in UTF-16 units, as JavaScript does.
 */

/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A place in a topic. Epoch `""` with offset 0 is the place before the first message. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** A member as others on a topic see them. */
export interface Author {
  /** Stable user id, the same on every connection and across restarts. */
  readonly scid: string;
  readonly name: string;
  readonly role: string;
  /** CSS colour, chosen by the server, one for everybody. */
  readonly color: string;
  /** Connection ids that are this member's; the stable id is always among them. */
  readonly cids: readonly string[];
}

/** A line of the roster: an author with a live state. `cids` holds the live ids and the stable one. */
export interface RosterEntry extends Author {
  readonly online: boolean;
}

/** A stored message as a page carries it. */
export interface PageMessage {
  readonly offset: number;
  readonly action: string;
  readonly sender: string;
  /** ISO 8601, UTC, stamped by the server. */
  readonly timestamp: string;
  readonly payload: Json;
}

/** What a member may do on a topic. */
export interface GrantFlags {
  readonly publish: boolean;
  readonly history: boolean;
  readonly presence: boolean;
  /** How many may take part at a time; absent: all. */
  readonly seats?: number;
}

/** Why a resume could not be filled. */
export type GapReason = 'epoch_changed' | 'trimmed' | 'too_many' | 'unreadable';

/** A gap: what is missing begins after this position. */
export interface Gap {
  readonly reason: GapReason;
  readonly after: Position;
}

/** The limits a client should know, in the units their names say. */
export interface ClientLimits {
  readonly frameBytes: number;
  readonly messagesPerSecond: number;
  readonly topicsPerConnection: number;
  readonly pageSize: number;
}

/** The kinds a field may have, with their TypeScript types. */
export interface Kinds {
  id: number;
  count: number;
  flag: boolean;
  topic: string;
  action: string;
  messageId: string;
  text: string;
  position: Position;
  json: Json;
  author: Author;
  authors: readonly Author[];
  roster: readonly RosterEntry[];
  messages: readonly PageMessage[];
  grants: GrantFlags;
  gap: Gap;
  limits: ClientLimits;
}

type FieldSpec = keyof Kinds | `${keyof Kinds}?`;

/** One frame of the wire: the value of `op` and its fields; a `?` marks an optional one. */
export interface FrameShape {
  readonly op: string;
  readonly fields: Readonly<Record<string, FieldSpec>>;
}

type Required<F> = { [K in keyof F as F[K] extends `${string}?` ? never : K]: F[K] };
type Optional<F> = { [K in keyof F as F[K] extends `${string}?` ? K : never]: F[K] };
type KindOf<S> = S extends `${infer K}?` ? K : S;
type ValueOf<S> = KindOf<S> extends keyof Kinds ? Kinds[KindOf<S>] : never;

/** The TypeScript type of a frame, derived from its shape. */
export type FrameOf<S extends FrameShape> = { readonly op: S['op'] } & {
  readonly [K in keyof Required<S['fields']>]: ValueOf<S['fields'][K]>;
} & { readonly [K in keyof Optional<S['fields']>]?: ValueOf<S['fields'][K]> };

/** The longest topic name, in characters. */
export const TOPIC_LENGTH = 200;
/** The longest action and message id, in characters. */
export const ACTION_LENGTH = 64;

// Control characters would break logs; a lone surrogate cannot be stored as UTF-8.
const printable = /^[^\p{Cc}\p{Cs}]+$/u;

function isPrintable(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length <= most && printable.test(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A check per kind. Kinds that only the server sends are checked as deep as the SDK relies on. */
const checks: Readonly<Record<keyof Kinds, (value: unknown) => boolean>> = {
  id: (v) => isCount(v) && v > 0,
  count: isCount,
  flag: (v) => typeof v === 'boolean',
  topic: (v) => isPrintable(v, TOPIC_LENGTH),
  action: (v) => isPrintable(v, ACTION_LENGTH),
  messageId: (v) => isPrintable(v, ACTION_LENGTH),
  text: (v) => typeof v === 'string',
  position: (v) =>
    isObject(v) &&
    typeof v['epoch'] === 'string' &&
    v['epoch'].length <= 32 &&
    isCount(v['offset']),
  json: (v) => v !== undefined,
  author: isObject,
  authors: Array.isArray,
  roster: Array.isArray,
  messages: Array.isArray,
  grants: isObject,
  gap: isObject,
  limits: isObject,
};

/**
 * The first field of `frame` that does not fit `shape`, or `undefined` when all fit.
 * Fields the shape does not name are ignored, so that either side may be newer than the other.
 */
export function misfit(shape: FrameShape, frame: Record<string, unknown>): string | undefined {
  for (const [name, spec] of Object.entries(shape.fields)) {
    const optional = spec.endsWith('?');
    const value = Object.hasOwn(frame, name) ? frame[name] : undefined;
    if (value === undefined) {
      if (!optional) return name;
      continue;
    }
    const kind = (optional ? spec.slice(0, -1) : spec) as keyof Kinds;
    if (!checks[kind](value)) return name;
  }
  return undefined;
}
