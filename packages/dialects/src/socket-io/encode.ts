import { Buffer } from 'node:buffer';
import type { Dialect, FrameContext, Goodbye, Publication } from '@parley/hub';
import { closeRow } from '@parley/protocol';
import { textFrame } from '../text-frame.ts';

/** One packet in both forms that transports want: shared by all who get it. */
export interface Packet {
  /** As Socket.IO text, `2["event",…]`, or as the application's own parser has it. */
  readonly text: string | Buffer;
  /** As the library takes it: with a finished WebSocket frame of the Engine.IO message, `42["event",…]`. */
  readonly options: { compress?: boolean; readonly wsPreEncodedFrame?: readonly [Uint8Array] };
}

/** How an application's own parser packs an event. */
export type EventEncoder = (data: readonly unknown[]) => readonly (string | Buffer)[];

/**
 * Names that a client's library or ours gives a meaning. A topic's event of such a name comes as
 * `parley:event` with the name beside its position: else one member could sign the others out.
 */
const SPECIAL: ReadonlySet<string> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
  'initialConnection',
  'auth',
]);

/** An event without namespace or acknowledgement. The arguments are JSON texts. */
export function eventText(event: string, ...args: readonly string[]): string {
  return `2[${[JSON.stringify(event), ...args].join(',')}]`;
}

/** What is said to a socket whose credentials are no good, or no good any more. */
export const AUTH_FALSE: string = eventText('auth', 'false');
/** What is said to a socket whose credentials are good. */
export const AUTH_TRUE: string = eventText('auth', 'true');

/** A publication as an event: `(event, payload, { topic, epoch, offset })`. */
export function publicationText(publication: Publication, address: string): string {
  const { event, payload, position } = publication;
  const isSpecial = SPECIAL.has(event) || event.startsWith('parley:');
  const meta = JSON.stringify({
    topic: address,
    ...position,
    ...(isSpecial ? { event } : {}),
  });
  return eventText(isSpecial ? 'parley:event' : event, payload, meta);
}

/**
 * The Socket.IO language, outgoing. Its bytes are WebSocket frames; which packets they hold is kept
 * beside them, for transports that carry packets another way.
 */
export class SocketIoDialect implements Dialect {
  readonly name = 'socket-io';
  readonly language = 'socket-io';
  readonly #packets = new WeakMap<Uint8Array, readonly Packet[]>();
  readonly #encoder: EventEncoder | undefined;
  readonly #told: ((publication: Publication) => void) | undefined;

  /**
   * @param encoder Where the application has a parser of its own.
   * @param told Hears of every publication that somebody is about to be told, once for a topic.
   */
  constructor(encoder?: EventEncoder, told?: (publication: Publication) => void) {
    this.#encoder = encoder;
    this.#told = told;
  }

  /** The packets in bytes that this dialect made. Throws on others. */
  packetsIn(bytes: Uint8Array): readonly Packet[] {
    const packets = this.#packets.get(bytes);
    if (packets === undefined) throw new TypeError('These bytes are not of this dialect.');
    return packets;
  }

  /** Makes the bytes of one packet. */
  make(text: string): Uint8Array {
    const frame = textFrame(`4${text}`);
    const packets = this.#encoder?.(JSON.parse(text.slice(1)) as unknown[]).map((packed) => ({
      text: packed,
      options: {},
    }));
    this.#packets.set(frame, packets ?? [{ text, options: { wsPreEncodedFrame: [frame] } }]);
    return frame;
  }

  join(frames: readonly Uint8Array[]): Uint8Array {
    const joined = Buffer.concat(frames);
    this.#packets.set(
      joined,
      frames.flatMap((frame) => this.packetsIn(frame)),
    );
    return joined;
  }

  publication(publication: Publication, { address }: Pick<FrameContext, 'address'>): Uint8Array {
    this.#told?.(publication);
    const packet = this.make(publicationText(publication, address));
    const { alsoEvent } = publication;
    if (alsoEvent === undefined) return packet;
    const other = publicationText({ ...publication, event: alsoEvent }, address);
    return this.join([packet, this.make(other)]);
  }

  /** Who is there is not told in this language. */
  presence(): undefined {
    return undefined;
  }

  removed(address: string): Uint8Array {
    const told = { topic: address, code: 'removed', message: 'You were removed from the topic.' };
    return this.make(eventText('parley:removed', JSON.stringify(told)));
  }

  /** Engine.IO has its own. */
  ping(): undefined {
    return undefined;
  }

  goodbye(reason: Parameters<Dialect['goodbye']>[0], retryAfter?: number): Goodbye {
    const { code, text, reconnect } = closeRow(reason);
    if (reason === 'signed_out' || reason === 'expired') {
      return { frame: this.make(AUTH_FALSE), code, text };
    }
    const told = { reason, reconnect, ...(retryAfter === undefined ? {} : { retryAfter }) };
    return { frame: this.make(eventText('parley:disconnect', JSON.stringify(told))), code, text };
  }
}
