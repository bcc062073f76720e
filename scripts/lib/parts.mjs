import { nodeOf } from './nodes.mjs';

/**
 * The parts of the test run, in order. The budget is what a part may take on two cores, in seconds, half
 * an hour in all; at three times its budget a part is ended. `node` runs it on that major version of
 * Node; `folder` has packages of its own, which are installed before it.
 */
export const parts = [
  { name: 'unit', budget: 110, vitest: ['--project', 'unit'] },
  { name: 'server', budget: 360, vitest: ['--project', 'server', 'packages/', 'apps/', 'bench/'] },
  { name: 'postgres', budget: 120, vitest: ['--project', 'postgres'] },
  // Short; `npm run test:cluster -- --long` is the long form.
  { name: 'cluster', budget: 180, vitest: ['--project', 'cluster'] },
  // Stock clients come back at their own pace: most of it is waiting for them.
  { name: 'conformance', budget: 120, folder: 'conformance', vitest: ['--project', 'conformance'] },
  { name: 'browser', budget: 600, vitest: ['--project', 'browser'] },
  { name: 'node22', budget: 100, vitest: ['--project', 'unit'], node: () => nodeOf(22) },
  { name: 'node24', budget: 100, vitest: ['--project', 'unit'], node: () => nodeOf(24) },
  { name: 'examples', budget: 40, vitest: ['--project', 'server', 'examples/'] },
];
