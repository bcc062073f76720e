import { HubError } from '@parley/hub';
import type { UnitContext } from '@parley/store';
import { isHere } from '../exchange-repository.ts';
import { exchangeLimits } from '../limits.ts';
import { otherOf, type Parties } from '../rules.ts';
import { agreedTo, filesOn } from './repository.ts';
import { sharedFileOf } from './rules.ts';
import type { BoardElement } from './schema.ts';

/** Who draws on which booking's board. */
export interface Drawing {
  readonly booking: Parties & { readonly id: number };
  readonly memberId: number;
}

/**
 * Asking first cannot be passed by: a file comes to a board when the other has agreed to the question
 * that its element names, or is not on the board. One that was there before needs no asking: it is
 * moved, copied, and brought back. Throws `forbidden`.
 */
export async function requireAgreed(
  tx: Pick<UnitContext, 'db' | 'now'>,
  { booking, memberId }: Drawing,
  elements: readonly BoardElement[],
): Promise<void> {
  const shared = elements.flatMap((element) => sharedFileOf(element) ?? []);
  // Most deltas share nothing, and ask nothing.
  if (shared.length === 0) return;
  const there = await filesOn(
    tx.db,
    booking.id,
    shared.map(({ file }) => file),
  );
  const fresh = shared.filter(({ file }) => !there.has(file));
  const other = otherOf(booking, memberId);
  if (fresh.length === 0 || other === memberId) return;
  const agreed = await agreedTo(tx.db, booking.id, other);
  if (agreed !== undefined && fresh.every(({ ask }) => ask === agreed)) return;
  const since = Date.parse(tx.now) - exchangeLimits.staySilence.default;
  const where = { bookingId: booking.id, kind: 'whiteboard', memberId: other } as const;
  if (!(await isHere(tx.db, where, new Date(since).toISOString()))) return;
  throw new HubError(
    'forbidden',
    'The other person on this board has not agreed to this file. Discard it, then share it again: they are asked.',
  );
}
