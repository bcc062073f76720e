import type { FrameOf } from './shape.ts';

/** Either side may ask whether the other is alive; the answer is {@link pong}. */
export const ping = { op: 'ping', fields: {} } as const;

/** {@link ping} as a type. */
export type Ping = FrameOf<typeof ping>;

/** The answer to {@link ping}. */
export const pong = { op: 'pong', fields: {} } as const;

/** {@link pong} as a type. */
export type Pong = FrameOf<typeof pong>;
