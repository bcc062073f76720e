import type { ServerOptions } from 'socket.io';

/** Everything that the library takes, and how strict we are. */
export interface SocketIoOptions extends Partial<Omit<ServerOptions, 'adapter'>> {
  /**
   * Whether a socket hears, and is heard, only once it is known who it is. `true` in `createParley`,
   * `false` in the `Server` of `@parley/server/socket.io`. Topics are for members in any case.
   */
  readonly requireAuth?: boolean;
}
