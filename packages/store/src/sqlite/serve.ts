import { parentPort } from 'node:worker_threads';
import { packError, StoreProblem } from '../errors.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** What a worker does: answers calls, one after the other, and closes. */
export interface Service {
  call(call: never): unknown;
  close(): void;
}

/** Runs a service in this worker: opens it, says `ready`, answers calls in their order. */
export async function serve(open: () => Promise<Service>): Promise<void> {
  const port = parentPort;
  if (port === null) throw new StoreProblem('This module runs in a worker.');
  const tell = (message: FromWorker): void => port.postMessage(message);
  let service: Service;
  try {
    service = await open();
  } catch (error) {
    tell({ kind: 'failed', error: packError(error) });
    port.close();
    return;
  }
  let last = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    last = last.then(async () => {
      if (message.kind === 'close') {
        service.close();
        port.close();
        return;
      }
      const { id } = message;
      try {
        tell({ kind: 'answer', id, value: await service.call(message.call as never) });
      } catch (error) {
        tell({ kind: 'error', id, error: packError(error) });
      }
    });
  });
  tell({ kind: 'ready' });
}
