import { defineChannel, type Channel } from '@parley/hub';
import { z } from 'zod';

const params = z.object({
  community_member_id: z
    .union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/u)])
    .transform(Number)
    .optional(),
});

/** The channel of a member's own topic; somebody else's id is refused. */
export function ownChannel(name: string, topicOf: (memberId: number) => string): Channel {
  return defineChannel({
    name,
    params,
    topic: ({ community_member_id: wanted }, { memberId }) =>
      wanted === undefined || wanted === memberId ? topicOf(memberId) : undefined,
  });
}
