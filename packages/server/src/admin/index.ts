export { adminPlugin } from './plugin.ts';
export type { AdminDeps, AdminMember, NewMember, TailedPublication } from './deps.ts';
