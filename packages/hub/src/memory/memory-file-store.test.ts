import { fileStoreSuite } from '@parley/testing';
import { MemoryFileStore } from './memory-file-store.ts';

fileStoreSuite('files in memory', () => {
  const store = new MemoryFileStore();
  return Promise.resolve({
    store,
    left: () => Promise.resolve(store.names.length),
    close: () => Promise.resolve(),
  });
});
