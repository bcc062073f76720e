import type { Actor } from '@parley/domains/chat';
import { z } from 'zod';
import type { MemberCaller } from '../../../auth/callers.ts';
import { idInPath, wordInPath } from '../../route.ts';

/** `/messages/{uuid}` */
export const roomPath: z.ZodType<{ readonly uuid: string }> = z.object({ uuid: wordInPath });

/** `/messages/{uuid}/…/{id}` */
export const roomAndIdPath: z.ZodType<{ readonly uuid: string; readonly id: number }> = z.object({
  uuid: wordInPath,
  id: idInPath,
});

/** `/…/{id}` */
export const idPath: z.ZodType<{ readonly id: number }> = z.object({ id: idInPath });

/** Who acts on a room. */
export function actorOf({ member }: MemberCaller): Actor {
  return { memberId: member.id, isAdministrator: member.role === 'admin' };
}
