import { Server as LibraryServer, type ServerOptions } from 'socket.io';
import type { ParleyOptions } from '../options.ts';
import { createParley, type Parley } from '../parley.ts';
import type { SocketIoOptions } from './options.ts';
import { SocketIo } from './socket-io.ts';

export type { Namespace, Socket } from 'socket.io';

/** What the library takes, and what the server behind it is to be. */
export interface ServerConfig extends SocketIoOptions {
  /** The server behind it; absent: the embedded one, in `./data`. It serves nothing else by itself. */
  readonly parley?: Omit<ParleyOptions, 'socketIo' | 'web'>;
}

type Attachable = ConstructorParameters<typeof LibraryServer>[0];

/**
 * The `Server` of `socket.io`, with Parley behind it: everything of an application written for the
 * library goes on, a handler that throws harms nobody else, several processes need no other adapter,
 * and members can join topics. Nobody needs to sign in unless `requireAuth` says so.
 *
 * Connections wait until the database is open. When it cannot be opened, `parley` rejects.
 *
 * @example
 * const io = new Server(app.listen(8000), { cors: { origin: ['http://localhost:5173'] } });
 * io.on('connection', (socket) => socket.on('send-message', () => io.emit('message-saved')));
 */
export class Server extends LibraryServer {
  /** The server behind it, once it is there: to publish, to allow, to attach the rest of it. */
  readonly parley: Promise<Parley>;

  /** @param server An HTTP server, a port, or the options alone, as the library has it. */
  constructor(server?: Attachable | ServerConfig, config: ServerConfig = {}) {
    const alone = isConfig(server);
    const { parley, ...options } = alone ? server : config;
    const side = new SocketIo({ requireAuth: false, ...options });
    const given: Partial<ServerOptions> = side.serverOptions;
    if (alone || server === undefined) super(given);
    else super(server, given);
    side.use(this);
    this.parley = createParley({ ...parley, web: null, socketIo: side });
    this.parley.catch((error: unknown) => {
      side.fail(error);
      process.emitWarning(`Parley cannot start, and nobody can connect: ${String(error)}`);
    });
  }

  /** Ends connections, closes the HTTP server as the library does, and then the server behind it. */
  override async close(told?: (error?: Error) => void): Promise<void> {
    // The library cannot close what was never attached.
    const closed = 'engine' in this ? super.close(told) : Promise.resolve(told?.());
    try {
      await (await this.parley).close();
    } catch {
      // It never was there.
    }
    await closed;
  }
}

/** As the library tells options from something to attach to. */
function isConfig(server: Attachable | ServerConfig | undefined): server is ServerConfig {
  return typeof server === 'object' && !('listen' in server);
}
