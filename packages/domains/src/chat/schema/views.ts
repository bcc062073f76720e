/** What REST answers and events carry: each a type, and a schema of the same name. */
export * from './kinds.ts';
export * from './message-view.ts';
export * from './page.ts';
export * from './people.ts';
export * from './room-view.ts';
export * from './social-view.ts';
