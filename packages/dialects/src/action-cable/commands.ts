import type { Moment, Position } from '@parley/hub';

/** Where a client says it is: by stream, and a time for the streams it knows no position of. */
export interface HistoryRequest {
  readonly streams: ReadonlyMap<string, Position>;
  readonly since: Moment | undefined;
}

/** Who a client wants to be in a roster. */
export interface PresenceRequest {
  readonly id: string;
  /** JSON text. */
  readonly info: string;
}

/** What a client asks for. `'broken'`: it asked, in a form that cannot be understood. */
export type Command =
  | { readonly command: 'pong' }
  | { readonly command: 'refresh'; readonly token: string }
  | {
      readonly command: 'subscribe';
      readonly identifier: string;
      readonly history?: HistoryRequest | 'broken';
      readonly presence?: PresenceRequest;
    }
  | { readonly command: 'history'; readonly identifier: string; readonly history: HistoryRequest }
  | { readonly command: 'join'; readonly identifier: string; readonly presence: PresenceRequest }
  | { readonly command: 'unsubscribe' | 'leave' | 'presence'; readonly identifier: string }
  | {
      readonly command: 'message';
      readonly identifier: string;
      readonly action: string;
      readonly data: Readonly<Record<string, unknown>>;
    }
  | {
      readonly command: 'whisper';
      readonly identifier: string;
      /** JSON text. */
      readonly data: string;
    };

/** A command about one subscription. */
export type SubscriptionCommand = Extract<Command, { readonly identifier: string }>;

/** The action of a `message` that names none, as Rails has it. */
const DEFAULT_ACTION = 'receive';

/** Reads one text message; `undefined` for what is no command of this language. */
export function decodeCommand(text: string): Command | undefined {
  const frame = objectOf(text);
  if (frame === undefined) return undefined;
  const { command, identifier } = frame;
  if (command === 'pong') return { command };
  if (command === 'refresh') {
    const { token } = frame;
    return typeof token === 'string' ? { command, token } : undefined;
  }
  if (typeof identifier !== 'string') return undefined;
  switch (command) {
    case 'subscribe': {
      const history = historyOf(frame['history']);
      const presence = presenceOf(frame['presence']);
      return {
        command,
        identifier,
        ...(frame['history'] === undefined ? {} : { history: history ?? 'broken' }),
        ...(presence === undefined ? {} : { presence }),
      };
    }
    case 'history': {
      const history = historyOf(frame['history']);
      return history && { command, identifier, history };
    }
    case 'join': {
      const presence = presenceOf(frame['presence']);
      return presence && { command, identifier, presence };
    }
    case 'unsubscribe':
    case 'leave':
    case 'presence':
      return { command, identifier };
    case 'message': {
      const { data } = frame;
      const call = typeof data === 'string' ? objectOf(data) : undefined;
      if (call === undefined) return undefined;
      const { action = DEFAULT_ACTION, ...rest } = call;
      return typeof action === 'string' ? { command, identifier, action, data: rest } : undefined;
    }
    case 'whisper':
      if (frame['data'] === undefined) return undefined;
      return { command, identifier, data: JSON.stringify(frame['data']) };
    default:
      return undefined;
  }
}

/** The JSON object in a text, if there is one. */
export function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isObject(read) ? read : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function historyOf(value: unknown): HistoryRequest | undefined {
  if (!isObject(value)) return undefined;
  const { since, streams = {} } = value;
  if (!isObject(streams)) return undefined;
  const positions = new Map<string, Position>();
  for (const [stream, position] of Object.entries(streams)) {
    if (!isObject(position)) return undefined;
    const { offset, epoch } = position;
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) return undefined;
    if (typeof epoch !== 'string') return undefined;
    positions.set(stream, { epoch, offset });
  }
  if (since !== undefined && (typeof since !== 'number' || !Number.isFinite(since))) {
    return undefined;
  }
  return { streams: positions, since: since === undefined ? undefined : { time: since * 1000 } };
}

function presenceOf(value: unknown): PresenceRequest | undefined {
  if (!isObject(value)) return undefined;
  const { id, info = {} } = value;
  if ((typeof id !== 'string' || id === '') && typeof id !== 'number') return undefined;
  return { id: String(id), info: JSON.stringify(info) };
}
