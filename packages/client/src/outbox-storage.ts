/** Where unsent messages outlive the page. All of it may throw: then they live in memory only. */
export interface OutboxStorage {
  keys(): string[];
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

/** Tells a living tab's messages from those a dead one left. */
export interface LeaseSource {
  /** Holds `name` until the answer is called or the page ends; `undefined`: another page has it. */
  take(name: string): Promise<(() => void) | undefined>;
}

/** `localStorage`, where there is one that may be used. */
export function browserStorage(): OutboxStorage | undefined {
  try {
    // Node's own warns when it is only looked at.
    if (globalThis.document === undefined) return undefined;
    const { localStorage: storage } = globalThis;
    if (storage === undefined) return undefined;
    return {
      keys: () => Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? ''),
      get: (key) => storage.getItem(key),
      set: (key, value) => storage.setItem(key, value),
      remove: (key) => storage.removeItem(key),
    };
  } catch {
    return undefined;
  }
}

/** Web Locks, where there are any. Without them two tabs may send one message: its id makes that harmless. */
export function browserLeases(): LeaseSource | undefined {
  // Absent on insecure origins, `null` in some test environments.
  const locks: LockManager | null | undefined = globalThis.navigator?.locks;
  if (typeof locks?.request !== 'function' || globalThis.document === undefined) return undefined;
  return {
    take: (name) =>
      new Promise((resolve) => {
        locks
          .request(name, { ifAvailable: true }, (lock) => {
            if (lock === null) return resolve(undefined);
            return new Promise<void>((release) => resolve(() => release()));
          })
          .catch(() => resolve(undefined));
      }),
  };
}
