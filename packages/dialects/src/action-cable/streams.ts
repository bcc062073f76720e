import { HubError, type Moment, type PageView, type Position, type Session } from '@parley/hub';
import { addressOf, isStream } from './address.ts';
import type { HistoryRequest } from './commands.ts';

/** One topic of a subscription. */
export interface Stream {
  /** The topic as the client knows it. */
  readonly name: string;
  readonly address: string;
  /** Everything after this place was, or will be, sent on this connection. */
  from: Position;
}

/** How a join went. */
export interface Joined {
  readonly stream: Stream;
  /** Whether everything since the place that was asked for is in the frames. */
  readonly recovered: boolean;
  /** What was missed. */
  readonly frames: readonly Uint8Array[];
}

/** What a client has of a stream: the position it says, else the time it says. */
export function sinceOf(
  request: HistoryRequest | undefined,
  stream: string,
): Position | Moment | undefined {
  return request?.streams.get(stream) ?? request?.since;
}

/**
 * Joins a topic for an identifier. `joined` is called in the very tick in which live messages begin,
 * before any of them. `undefined`: the connection ended meanwhile. Throws `HubError`.
 */
export async function join(
  session: Session,
  at: { readonly stream: string; readonly identifier: string },
  options: {
    readonly since: Position | Moment | undefined;
    readonly joined: (joined: Joined) => void;
  },
): Promise<Joined | undefined> {
  const { stream: name, identifier } = at;
  if (!isStream(name)) throw new HubError('forbidden', 'no such topic');
  const address = addressOf({ stream: name, identifier });
  const { since } = options;
  const frames: Uint8Array[] = [];
  let result: Joined | undefined;
  let stream: Stream | undefined;
  let recovered = false;
  await session.subscribe(
    {
      topic: name,
      address,
      history: 0,
      visible: false,
      ...(since === undefined ? {} : { since }),
    },
    {
      confirmed: (confirmation) => {
        ({ recovered } = confirmation);
        stream = { name, address, from: confirmation.position };
      },
      roster: () => {},
      page: (view, last) => {
        frames.push(...framesOf(session, address, view.messages));
        const [first] = view.messages;
        if (stream === undefined) return;
        if (recovered && first !== undefined && first.position.offset <= stream.from.offset) {
          stream.from = { epoch: view.epoch, offset: first.position.offset - 1 };
        }
        if (!last) return;
        if (recovered && since !== undefined && 'offset' in since) {
          stream.from = { epoch: view.epoch, offset: since.offset };
        }
        result = { stream, recovered, frames };
        options.joined(result);
      },
    },
  );
  return result;
}

/**
 * What lies between the place that a client is at and the one where a stream began, which then lies
 * further back. The stream is held meanwhile. Throws `HubError` when it cannot be filled.
 */
export async function recall(
  session: Session,
  stream: Stream,
  since: Position | Moment | undefined,
): Promise<readonly Uint8Array[]> {
  if (since === undefined) throw new HubError('bad_position', 'nothing is said of this stream');
  const { from, address } = stream;
  const isOffset = 'offset' in since;
  // Everything after it was sent on this connection.
  if (isOffset && since.epoch === from.epoch && since.offset >= from.offset) return [];
  const { messages, gap } = await session.recall({ address, since, upTo: from.offset });
  if (gap !== undefined) throw new HubError('bad_position', gap.reason);
  const first = messages[0]?.position;
  const begin = isOffset ? since : first && { epoch: first.epoch, offset: first.offset - 1 };
  if (begin !== undefined && begin.offset < from.offset) stream.from = begin;
  return framesOf(session, address, messages);
}

/** Stored messages as frames at an address. */
function framesOf(
  { dialect }: Session,
  address: string,
  messages: PageView['messages'],
): Uint8Array[] {
  return messages.flatMap((message) => {
    const frame = dialect.publication(message, { address, prev: undefined, author: undefined });
    return frame === undefined ? [] : [frame];
  });
}
