import { StoreUnavailable } from './errors.ts';

/**
 * Waits for a unit no longer than it may take. One that never ends would hold its locks for ever, so
 * its transaction is given up, together with the connection it may still be using.
 */
export async function inTime<T>(work: Promise<T>, unit: string, time: number): Promise<T> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    alarm = setTimeout(() => {
      reject(new StoreUnavailable(`${unit} took longer than ${time} ms.`, 'none'));
    }, time);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(alarm);
  }
}
