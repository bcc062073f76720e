import { defineConfig } from 'vitest/config';

// Sources run unbuilt: the export condition points every package at its TypeScript.
const resolve = { conditions: ['@parley/source', 'node'] };
const ssr = { resolve: { conditions: ['@parley/source', 'node'] } };
const slow = [
  '**/*.pg.test.ts',
  '**/*.server.test.ts',
  '**/*.browser.test.ts',
  '**/*.cluster.test.ts',
];
const skip = ['**/node_modules/**', '**/dist/**'];

/**
 * One project per thing a test needs; the suffix of its file says which. Two files at a time, as the run
 * is made for two cores; those one at a time fill both by themselves, and their waits would run out.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          maxWorkers: 2,
          include: [
            'packages/**/*.test.{ts,tsx}',
            'apps/**/*.test.{ts,tsx}',
            'bench/**/*.test.ts',
            'cluster/**/*.test.ts',
          ],
          exclude: [...skip, ...slow],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'postgres',
          include: ['**/*.pg.test.ts'],
          exclude: skip,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'server',
          include: ['**/*.server.test.ts'],
          exclude: skip,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'cluster',
          include: ['cluster/**/*.cluster.test.ts'],
          exclude: skip,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'conformance',
          include: ['conformance/**/*.conformance.test.ts'],
          exclude: skip,
          testTimeout: 90_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'browser',
          include: ['**/*.browser.test.ts'],
          exclude: skip,
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
