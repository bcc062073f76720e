/** What chat's clients and servers say to each other: names, bodies, views, events. Client-safe. */
export * from './schema/bodies.ts';
export * from './schema/event-spec.ts';
export * from './schema/events.ts';
export * from './schema/names.ts';
export * from './schema/views.ts';
