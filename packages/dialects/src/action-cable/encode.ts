import { Buffer } from 'node:buffer';
import type { Clock, Dialect, Goodbye, Publication } from '@parley/hub';
import { textFrame, textFrameOf } from '../text-frame.ts';
import { partsOf } from './address.ts';
import { objectOf } from './commands.ts';
import { answer, disconnect, presenceEvent } from './frames.ts';
import { goodbyes } from './goodbyes.ts';
import { MessageBodies } from './message-body.ts';

/** Milliseconds between pings; clients call six seconds of silence the end. */
const PING_INTERVAL = 3000;
/** Identifiers whose bytes are kept. */
const MOST_PREFIXES = 10_000;

/** The two forms of the language. They share what can be shared. */
export interface CableDialects {
  /** `actioncable-v1-json`. */
  readonly base: Dialect;
  /** `actioncable-v1-ext-json`. */
  readonly extended: Dialect;
}

/** What the dialects need from around them. */
export interface CableDialectOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Adds `channel` and `data` beside `identifier` and `message`. */
  readonly echoChannel?: boolean;
}

/** What comes before a message, by address. */
interface Prefix {
  readonly stream: string;
  readonly head: Buffer;
  /** Between the message and its repetition under another key. */
  readonly echo: Buffer | undefined;
}

const END = Buffer.from('}');

/** Action Cable, outgoing. */
export function cableDialects(options: CableDialectOptions): CableDialects {
  const shared = new Frames(options);
  const base: Dialect = {
    name: 'cable',
    language: 'cable',
    pingInterval: PING_INTERVAL,
    expectsAnswers: false,
    join: (frames) => Buffer.concat(frames),
    publication: (publication, { address }) => shared.message(publication, address, false),
    // Clients of the base protocol would take it for a message.
    presence: () => undefined,
    removed: (address) => answer(partsOf(address).identifier, 'reject_subscription'),
    ping: () => shared.ping(),
    goodbye,
  };
  const extended: Dialect = {
    ...base,
    name: 'cable-ext',
    publication: (publication, { address }) => shared.message(publication, address, true),
    presence: (address, { came, went }) => {
      if (came.length === 0 && went.length === 0) return undefined;
      const { identifier } = partsOf(address);
      return Buffer.concat([
        ...went.map((member) => presenceEvent(identifier, 'leave', member)),
        ...came.map((member) => presenceEvent(identifier, 'join', member)),
      ]);
    },
  };
  return { base, extended };
}

/** The bytes that many frames have in common. */
class Frames {
  readonly #options: CableDialectOptions;
  readonly #bodies = new MessageBodies();
  readonly #prefixes = new Map<string, Prefix>();
  #second = 0;
  #ping: Buffer | undefined;

  constructor(options: CableDialectOptions) {
    this.#options = options;
  }

  message(publication: Publication, address: string, extended: boolean): Buffer {
    const { stream, head, echo } = this.#prefixOf(address);
    const body = this.#bodies.of(publication);
    const end = extended ? this.#bodies.positionOf(publication, stream) : END;
    return textFrameOf(echo === undefined ? [head, body, end] : [head, body, echo, body, end]);
  }

  /** Whole unix seconds; the same bytes for everyone in one second. */
  ping(): Buffer {
    const second = Math.floor(this.#options.clock.now() / 1000);
    if (this.#ping === undefined || second !== this.#second) {
      this.#second = second;
      this.#ping = textFrame(`{"type":"ping","message":${second}}`);
    }
    return this.#ping;
  }

  #prefixOf(address: string): Prefix {
    let prefix = this.#prefixes.get(address);
    if (prefix === undefined) {
      const { stream, identifier } = partsOf(address);
      const head = Buffer.from(`{"identifier":${JSON.stringify(identifier)},"message":`);
      const channel = this.#options.echoChannel === true && objectOf(identifier)?.['channel'];
      const echo =
        typeof channel === 'string'
          ? Buffer.from(`,"channel":${JSON.stringify(channel)},"data":`)
          : undefined;
      prefix = { stream, head, echo };
      if (this.#prefixes.size >= MOST_PREFIXES) this.#prefixes.clear();
      this.#prefixes.set(address, prefix);
    }
    return prefix;
  }
}

/** How a connection is told that it ends. */
function goodbye(reason: keyof typeof goodbyes): Goodbye {
  const row = goodbyes[reason];
  return { frame: disconnect(row.reason, row.reconnect), code: row.code, text: row.reason };
}
