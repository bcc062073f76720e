import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FlushQueue } from './flush-queue.ts';
import { SocketWire } from './socket-wire.ts';

/** A socket whose other side reads when it is told to. */
class SlowSocket extends Duplex {
  readonly #unread: (() => void)[] = [];

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: string, taken: () => void): void {
    this.#unread.push(taken);
  }

  /** Takes the oldest write off the wire. */
  takeOne(): void {
    this.#unread.shift()?.();
  }
}

const endOfTick = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

async function wireWith(bytes: number): Promise<{ wire: SocketWire; socket: SlowSocket }> {
  const socket = new SlowSocket();
  const wire = new SocketWire(socket, new FlushQueue());
  wire.write(Buffer.alloc(bytes));
  await endOfTick();
  return { wire, socket };
}

describe('B7 what waits for a slow reader', () => {
  it('counts until it is taken', async () => {
    const { wire, socket } = await wireWith(1000);
    wire.write(Buffer.alloc(10));
    expect(wire.queued).toBe(1010);
    await endOfTick();
    socket.takeOne();
    expect(wire.queued).toBe(10);
  });

  it('does not count what is excused, and counts all that comes after it', async () => {
    const { wire, socket } = await wireWith(1_000_000);
    wire.excuse();
    expect(wire.queued).toBe(0);
    wire.write(Buffer.alloc(10));
    await endOfTick();
    expect(wire.queued).toBe(10);
    socket.takeOne();
    expect(wire.queued).toBe(10);
    wire.write(Buffer.alloc(5));
    await endOfTick();
    expect(wire.queued).toBe(15);
    socket.takeOne();
    socket.takeOne();
    expect(wire.queued).toBe(0);
  });

  it('excuses nothing beyond its bound: who asks and never reads is cut off', async () => {
    const { wire } = await wireWith(5 * 1024 * 1024);
    wire.excuse();
    expect(wire.queued).toBe(5 * 1024 * 1024);
  });
});
