import type { IncomingMessage } from 'node:http';
import { RestError } from '../rest/errors.ts';

/** Limits of files on their way here, as data. */
export const receivingLimits = {
  silence: { value: 30_000, unit: 'ms', reason: 'A sender that says nothing for so long is gone.' },
  drainBytes: {
    value: 1_048_576,
    unit: 'bytes',
    reason: 'What is read past a refusal, so that its sender gets to hear it.',
  },
  drainTime: { value: 2000, unit: 'ms', reason: 'The same, for slow ones.' },
  atOnce: {
    value: 4,
    unit: 'uploads per member',
    reason: 'Each holds memory for what it begins with.',
  },
} as const;

/** The body of a request, as it comes. Throws `upload_broken` when it breaks off or falls silent. */
export async function* received(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  const { socket } = request;
  const before = socket.timeout ?? 0;
  const silent = (): void => void request.destroy();
  socket.setTimeout(receivingLimits.silence.value, silent);
  try {
    // Who stops reading before its end may still answer on this socket.
    for await (const part of request.iterator({ destroyOnReturn: false })) yield part as Uint8Array;
  } catch {
    throw new RestError('upload_broken');
  } finally {
    socket.off('timeout', silent);
    socket.setTimeout(before);
  }
  if (!request.complete) throw new RestError('upload_broken');
}

/**
 * Reads on for a moment after a refusal: a browser that is still sending would otherwise see a broken
 * connection instead of the answer. Answers whether all has come.
 */
export async function drained(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return request.complete;
  return new Promise((resolve) => {
    let left: number = receivingLimits.drainBytes.value;
    const done = (): void => {
      clearTimeout(timer);
      request.off('data', count).off('end', done).off('close', done).off('error', done);
      request.pause();
      resolve(request.complete);
    };
    const count = (part: Uint8Array): void => {
      left -= part.length;
      if (left < 0) done();
    };
    const timer = setTimeout(done, receivingLimits.drainTime.value);
    request.on('data', count).on('end', done).on('close', done).on('error', done);
    request.resume();
  });
}
