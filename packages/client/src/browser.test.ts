import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserLeases, browserStorage } from './outbox-storage.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('what a browser keeps', () => {
  it('unsent messages lie in localStorage, where there is one', () => {
    expect(browserStorage()).toBeUndefined();
    const map = new Map<string, string>();
    vi.stubGlobal('document', {});
    vi.stubGlobal('localStorage', {
      get length() {
        return map.size;
      },
      key: (i: number) => [...map.keys()][i] ?? null,
      getItem: (key: string) => map.get(key) ?? null,
      setItem: (key: string, value: string) => map.set(key, value),
      removeItem: (key: string) => map.delete(key),
    });
    const storage = browserStorage();
    storage?.set('a', '1');
    storage?.set('b', '2');
    storage?.remove('a');
    expect([storage?.keys(), storage?.get('a'), storage?.get('b')]).toEqual([['b'], null, '2']);
  });

  it('a page that may not use it goes without', () => {
    vi.stubGlobal('document', {});
    Object.defineProperty(globalThis, 'localStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    expect(browserStorage()).toBeUndefined();
    Reflect.deleteProperty(globalThis, 'localStorage');
  });

  it('a lease is a Web Lock: one holder at a time', async () => {
    expect(browserLeases()).toBeUndefined();
    const held = new Set<string>();
    const request = async (
      name: string,
      _options: object,
      run: (lock: object | null) => Promise<void> | void,
    ): Promise<void> => {
      if (held.has(name)) return run(null);
      held.add(name);
      await run({});
      held.delete(name);
    };
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', { locks: { request } });
    const leases = browserLeases();
    const release = await leases?.take('tab');
    expect(await leases?.take('tab')).toBeUndefined();
    release?.();
    await expect.poll(() => held.size).toBe(0);
    expect(await leases?.take('tab')).toBeTypeOf('function');
  });

  it('without Web Locks there are no leases', () => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', { locks: null });
    expect(browserLeases()).toBeUndefined();
  });
});
