import { nodeOf } from './nodes.mjs';

/**
 * The parts of the test run, in order. The budget is what a part may take on two cores, in seconds, half
 * an hour in all; at three times its budget a part is ended. `node` runs it on that major version of
 * Node; `folder` has packages of its own, which are installed before it.
 */
export const parts = [
  { name: 'unit', budget: 90, vitest: ['--project', 'unit'] },
  { name: 'server', budget: 330, vitest: ['--project', 'server', 'packages/', 'apps/', 'bench/'] },
  { name: 'postgres', budget: 110, vitest: ['--project', 'postgres'] },
  // Short; `npm run test:cluster -- --long` is the long form.
  { name: 'cluster', budget: 160, vitest: ['--project', 'cluster'] },
  // Stock clients come back at their own pace: most of it is waiting for them.
  { name: 'conformance', budget: 100, folder: 'conformance', vitest: ['--project', 'conformance'] },
  { name: 'browser', budget: 740, vitest: ['--project', 'browser'] },
  { name: 'node22', budget: 90, vitest: ['--project', 'unit'], node: () => nodeOf(22) },
  { name: 'node24', budget: 80, vitest: ['--project', 'unit'], node: () => nodeOf(24) },
  { name: 'examples', budget: 30, vitest: ['--project', 'server', 'examples/'] },
];
