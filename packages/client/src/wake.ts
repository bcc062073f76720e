/** Calls `wake` when a sleeping network or tab may be back; the answer stops it. */
export type WakeSource = (wake: () => void) => () => void;

/** `online`, a tab that becomes visible, and a page restored from the back-forward cache. */
export function browserWakes(): WakeSource {
  return (wake) => {
    const { document } = globalThis;
    if (document === undefined) return () => {};
    const visible = (): void => {
      if (document.visibilityState === 'visible') wake();
    };
    globalThis.addEventListener('online', wake);
    globalThis.addEventListener('pageshow', wake);
    document.addEventListener('visibilitychange', visible);
    return () => {
      globalThis.removeEventListener('online', wake);
      globalThis.removeEventListener('pageshow', wake);
      document.removeEventListener('visibilitychange', visible);
    };
  };
}
