export { adminPlugin } from './plugin.ts';
export type { AdminDeps } from './deps.ts';
