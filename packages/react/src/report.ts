/** Tells the page of an error that is nobody's to catch, as one thrown in an event listener would be. */
export function report(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
