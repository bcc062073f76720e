import { refusalOf, type Refusal } from '@parley/dialects/socket-io';
import type { Socket } from 'socket.io';
import { methodOf, replaceMethod } from './internals.ts';
import { INTRODUCTION } from './main-socket.ts';
import type { Visitor } from './visitor.ts';

/** Types of packets that carry events, with and without binary. */
const EVENTS: ReadonlySet<unknown> = new Set([2, 5]);

/** Packets of one connection that may wait while it is found out who is there. */
const MOST_WAITING = 128;

/** What a guard works with. */
export interface GuardOptions {
  readonly report: (where: string, error: unknown) => void;
  /** Takes the event by which a client says who it is; absent: that is the application's. */
  readonly introduce?: (args: readonly unknown[], ack: unknown) => void;
}

type Listener = (...args: unknown[]) => unknown;

/**
 * Stands between a socket and the application's handlers: one that throws or rejects fails for its
 * sender alone, who is told; and who may not hear is not heard either, nor spoken to.
 */
export function guardSocket(
  socket: Socket,
  visitor: Visitor,
  { report, introduce }: GuardOptions,
): void {
  const tell = (event: unknown, error: Refusal, ack: unknown): void => {
    if (typeof ack === 'function') Reflect.apply(ack, undefined, [{ success: false, error }]);
    socket.emit('parley:error', { ...(typeof event === 'string' ? { event } : {}), ...error });
  };
  const fail = (event: unknown, error: unknown, ack?: unknown): void => {
    report(`socket.io handler of ${String(event).slice(0, 64)}`, error);
    tell(event, refusalOf(error), ack);
  };

  const take = methodOf(socket, '_onpacket');
  const receive = (packet: unknown): void => {
    const event = eventOf(packet);
    try {
      if (event !== undefined && !visitor.hears) {
        const ack = ackOf(socket, packet);
        tell(event, refusal('not_signed_in', 'Say who you are first.'), ack);
        return;
      }
      take(packet);
    } catch (error) {
      fail(event, error);
    }
  };
  let waiting = 0;
  replaceMethod(socket, '_onpacket', (packet) => {
    if (introduce !== undefined && eventOf(packet) === INTRODUCTION) {
      introduce(argumentsOf(packet), ackOf(socket, packet));
      // An application may want to know as well.
      if (socket.listenerCount(INTRODUCTION) === 0) return;
    }
    const { settling } = visitor;
    if (settling === undefined) {
      receive(packet);
    } else if (waiting >= MOST_WAITING) {
      tell(eventOf(packet), refusal('busy', 'Too much at once.', true), ackOf(socket, packet));
    } else {
      waiting += 1;
      void settling.then(() => {
        waiting -= 1;
        receive(packet);
      });
    }
  });

  const run = methodOf(socket, 'run');
  replaceMethod(socket, 'dispatch', (args) => {
    if (!Array.isArray(args)) return;
    run(args, (error: unknown) => {
      process.nextTick(() => {
        const [name, ...rest] = args as unknown[];
        const ack = rest.at(-1);
        if (error !== undefined && error !== null) {
          // As the library does; and the sender is told what the middleware says.
          callAll(socket, 'error', [error], (thrown) => fail(name, thrown));
          tell(name, refusal('refused', messageOf(error)), ack);
          return;
        }
        if (!socket.connected) return;
        const called = callAll(socket, String(name), rest, (thrown) => fail(name, thrown, ack));
        if (called > 0 || socket.listenersAny().length > 0 || typeof ack !== 'function') return;
        const unknown = refusal('unknown_event', 'Nobody listens to this event.');
        Reflect.apply(ack, undefined, [{ success: false, error: unknown }]);
      });
    });
  });

  replaceMethod(socket, 'emitReserved', (name, ...args) => {
    const event = String(name);
    return callAll(socket, event, args, (error) => report(`socket.io ${event}`, error)) > 0;
  });

  const send = methodOf(socket, 'packet');
  replaceMethod(socket, 'packet', (packet, ...rest) => {
    const event = eventOf(packet);
    const isOurs = event === 'auth' || event?.startsWith('parley:') === true;
    if (event !== undefined && !visitor.hears && !isOurs) return;
    send(packet, ...rest);
  });
}

/** Calls the listeners of a name, each on its own; answers how many there are. */
export function callAll(
  emitter: NodeJS.EventEmitter,
  name: string,
  args: readonly unknown[],
  fail: (error: unknown) => void,
): number {
  const listeners = emitter.rawListeners(name) as Listener[];
  for (const listener of listeners) {
    try {
      const result = Reflect.apply(listener, emitter, args);
      if (isThenable(result)) Promise.resolve(result).catch(fail);
    } catch (error) {
      fail(error);
    }
  }
  return listeners.length;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/** What an event carries beside its name. */
function argumentsOf(packet: unknown): readonly unknown[] {
  const { data } = Object(packet) as { readonly data?: unknown };
  return Array.isArray(data) ? data.slice(1) : [];
}

/** The name of the event in a packet, if it carries one. */
function eventOf(packet: unknown): string | undefined {
  if (typeof packet !== 'object' || packet === null) return undefined;
  const { type, data } = packet as { readonly type?: unknown; readonly data?: unknown };
  if (!EVENTS.has(type) || !Array.isArray(data)) return undefined;
  return String(data[0]);
}

/** What acknowledges a packet, if its sender asked for that. */
function ackOf(socket: Socket, packet: unknown): unknown {
  if (typeof packet !== 'object' || packet === null || !('id' in packet)) return undefined;
  return typeof packet.id === 'number' ? methodOf(socket, 'ack')(packet.id) : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The event was refused.';
}

function refusal(code: string, message: string, retry = false): Refusal {
  return { code, message, retry };
}
