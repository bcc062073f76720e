import { z } from 'zod';
import type { RoomAccess, RoomKind } from './names.ts';

/** {@link RoomKind} as a schema. */
export const roomKind: z.ZodType<RoomKind> = z.enum(['direct', 'group_chat', 'embedded']);

/** {@link RoomAccess} as a schema. */
export const roomAccess: z.ZodType<RoomAccess> = z.enum(['open', 'private']);
