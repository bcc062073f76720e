import type { FastifyBaseLogger } from 'fastify';
import type { Channel, Clock, FileStore, Rule } from '@parley/hub';
import type { Domain } from '@parley/domains/domain';
import type { Config } from './config/index.ts';
import type { SocketIo, SocketIoOptions } from './socket-io/index.ts';

/** A topic pattern of the embedding application and who may do what there. */
export interface Allowance {
  /** `{name}` stands for one part (no `/`, no `:`), `*` at the end for anything. */
  readonly pattern: string;
  readonly rule: Rule;
}

/** What an application may choose when it runs Parley in its own process. Everything has a default. */
export interface ParleyOptions extends Partial<Omit<Config, 'port' | 'host'>> {
  /** Rules for the application's own topics. They never decide on a domain's topics. */
  readonly allowances?: readonly Allowance[];
  /** Topic patterns that every signed-in member may use; `chat:*` in the demo. */
  readonly openTopics?: readonly string[];
  /** Channels of the application's own, for Action Cable clients. */
  readonly channels?: readonly Channel[];
  /**
   * Every option of the `socket.io` library (its `cors.origin` is who may connect), and `requireAuth`;
   * `false`: no Socket.IO.
   */
  readonly socketIo?: SocketIoOptions | SocketIo | false;
  /** Further business modules. */
  readonly domains?: readonly Domain[];
  /** Where files are kept; absent: the folder `filesDir`. */
  readonly files?: FileStore;
  /** Where log lines go; absent: standard output as JSON, at `logLevel`. */
  readonly logger?: FastifyBaseLogger;
  /** The folder of a built web app to serve; `null`: none. */
  readonly web?: string | null;
  readonly clock?: Clock;
}
