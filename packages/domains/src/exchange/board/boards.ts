import type { Database } from '@parley/store';
import { DomainError } from '../../errors.ts';
import { partiesOf } from '../repository.ts';
import { isRelated } from '../rules.ts';
import { exchangeTopic } from '../schema.ts';
import { elementsOf } from './repository.ts';
import type { BoardView } from './schema.ts';

/** The whiteboards of bookings. */
export interface Boards {
  /** A board as it is now. Throws `not_found` for those who are not related to the booking. */
  readBoard(memberId: number, bookingId: number): Promise<BoardView>;
}

/** Whiteboards over a database. */
export function createBoards({ db }: { readonly db: Pick<Database, 'read' | 'log'> }): Boards {
  return {
    readBoard: async (memberId, bookingId) => {
      const booking = await partiesOf(db.read, bookingId);
      if (booking === undefined || !isRelated(booking, memberId))
        throw new DomainError('not_found');
      // The place first: what is drawn between the two is heard again, which changes nothing.
      const [head] = await db.log.heads([exchangeTopic('whiteboard', bookingId)]);
      const elements = await elementsOf(db.read, bookingId);
      return { position: { epoch: head?.epoch ?? '', offset: head?.head ?? 0 }, elements };
    },
  };
}
