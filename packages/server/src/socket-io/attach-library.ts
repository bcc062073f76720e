import type { Server as HttpServer } from 'node:http';
import type { Server, ServerOptions } from 'socket.io';
import { carrierOf, connectionsOf } from './connections.ts';

/** Milliseconds that a client has to say goodbye when the server stops. */
const CLOSE_TIMEOUT = 2000;

const NAMES = ['request', 'upgrade', 'close', 'listening'] as const;

type Listener = (...args: unknown[]) => void;

/** Lets the library serve on an HTTP server; answers the function that puts back what was there. */
export function attachLibrary(
  io: Server,
  server: HttpServer,
  options: Partial<ServerOptions>,
): () => void {
  const before = NAMES.map((name) => [name, server.rawListeners(name) as Listener[]] as const);
  io.attach(server, options);
  return () => {
    for (const [name, were] of before) {
      const are = server.rawListeners(name) as Listener[];
      for (const listener of are) if (!were.includes(listener)) server.off(name, listener);
      // The library takes those of requests into its own.
      for (const listener of were) if (!are.includes(listener)) server.on(name, listener);
    }
  };
}

/** Ends all connections of the library; the HTTP server is left alone. */
export async function endLibrary(io: Server): Promise<void> {
  for (const { adapter } of io._nsps.values()) await adapter.close();
  const carriers = connectionsOf(io).map((connection) => carrierOf(connection));
  io.engine?.close();
  // Those who do not say goodbye are cut off; the library would wait for half a minute.
  const late = setTimeout(() => {
    for (const carrier of carriers) carrier?.terminate();
  }, CLOSE_TIMEOUT);
  late.unref();
}
