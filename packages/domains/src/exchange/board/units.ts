import { HubError } from '@parley/hub';
import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import { partiesOf } from '../repository.ts';
import { isRelated, type Parties } from '../rules.ts';
import { exchangeTopic } from '../schema.ts';
import { boardLimits } from './limits.ts';
import { agree, boardOf, forgetDeleted, keepSize, putElements } from './repository.ts';
import { fullness, sharedFileOf, wins } from './rules.ts';
import { BOARD_ANSWER, BOARD_DELTA, type BoardElement, type BoardReply } from './schema.ts';
import { requireAgreed } from './sharing.ts';

/** Who publishes on a board, over what. */
interface Publisher {
  readonly bookingId: number;
  readonly memberId: number;
  readonly connectionId: string | null;
}

/** A delta that was checked, on its way to its board. */
export interface DrawArgs extends Publisher {
  /** Each id once, as it is kept. */
  readonly elements: readonly BoardElement[];
}

/**
 * Draws on a board: what wins over what is there takes its place and is told to the others, the rest
 * changes nothing. So a repeat is harmless, and needs no id to be known by. Throws `forbidden`, also for
 * a file that the other did not agree to, and `full` for what does not fit, which changes nothing at all.
 */
export const drawUnit: Unit<DrawArgs, void> = defineUnit({
  name: 'exchange.draw',
  topic: ({ bookingId }) => exchangeTopic('whiteboard', bookingId),
  run: async (tx, args) => {
    const { bookingId, memberId } = args;
    const booking = await related(tx, args);
    const ids = args.elements.map(({ id }) => id);
    const { size: before, kept } = await boardOf(tx.db, bookingId, ids);
    const elements = args.elements.filter((element) => {
      const row = kept.get(element.id);
      if (row === undefined) return true;
      return wins(element, { version: row.version, versionNonce: row.version_nonce });
    });
    if (elements.length === 0) return;
    const after = { ...before };
    const rows = elements.map((element) => {
      const content = JSON.stringify(element);
      const row = kept.get(element.id);
      // Deleted ones are bounded by their number.
      const characters = element.isDeleted ? 0 : content.length;
      after.characters += characters - (row?.characters ?? 0);
      if (row !== undefined) after[row.is_deleted ? 'tombstones' : 'elements'] -= 1;
      after[element.isDeleted ? 'tombstones' : 'elements'] += 1;
      return {
        booking_id: bookingId,
        element_id: element.id,
        version: element.version,
        version_nonce: element.versionNonce,
        is_deleted: element.isDeleted,
        characters,
        content,
        changed_on: tx.now,
        // A deleted one that comes back needs no asking.
        file: element.isDeleted ? (row?.file ?? null) : (sharedFileOf(element)?.file ?? null),
      };
    });
    const full = fullness(before, after);
    if (full !== undefined) throw new HubError('full', full);
    await requireAgreed(tx, { booking, memberId }, elements);
    await putElements(tx.db, rows);
    if (after.tombstones > before.tombstones) {
      after.tombstones = await forget(tx, bookingId, after.tombstones);
    }
    await keepSize(tx.db, bookingId, after);
    tell(tx, args, BOARD_DELTA, { elements });
  },
});

/** An answer that was checked. */
export interface AnswerArgs extends Publisher {
  readonly reply: BoardReply;
}

/** Answers whether something may be shared, and notes that it may. Throws `forbidden`. */
export const answerUnit: Unit<AnswerArgs, void> = defineUnit({
  name: 'exchange.answer',
  topic: ({ bookingId }) => exchangeTopic('whiteboard', bookingId),
  run: async (tx, args) => {
    const { bookingId, memberId, reply } = args;
    await related(tx, args);
    if (reply.agree) await agree(tx.db, bookingId, memberId, reply.ask);
    tell(tx, args, BOARD_ANSWER, reply);
  },
});

async function related(
  tx: UnitContext,
  { bookingId, memberId }: Publisher,
): Promise<Parties & { readonly id: number }> {
  const booking = await partiesOf(tx.db, bookingId);
  if (booking === undefined || !isRelated(booking, memberId)) {
    throw new HubError('forbidden', 'no such booking, or not yours');
  }
  return booking;
}

function tell(
  tx: UnitContext,
  { bookingId, memberId, connectionId }: Publisher,
  event: string,
  payload: object,
): void {
  tx.publish({
    topics: [exchangeTopic('whiteboard', bookingId)],
    event,
    payload,
    memberId,
    ...(connectionId === null ? {} : { connectionId, sender: connectionId }),
  });
}

/** Forgets deleted elements that are too old or too many; answers how many are left of `tombstones`. */
async function forget(tx: UnitContext, bookingId: number, tombstones: number): Promise<number> {
  const { tombstones: most, tombstoneLife } = boardLimits;
  const since = new Date(Date.parse(tx.now) - tombstoneLife.default).toISOString();
  const surplus = Math.max(0, tombstones - most.default);
  return tombstones - (await forgetDeleted(tx.db, bookingId, { since, surplus }));
}
