import type { Ticket } from '@parley/hub';
import { defineUnit, type Unit } from '@parley/store';
import { deleteTicket, insertTicket } from './ticket-repository.ts';

/** Keeps a ticket for the node that is asked to open its socket. */
export const putTicketUnit: Unit<{ secretHash: string; ticket: Ticket; expiresOn: string }, null> =
  defineUnit({
    name: 'identity.putTicket',
    run: async (tx, row) => {
      await insertTicket(tx.db, row, tx.now);
      return null;
    },
  });

/** Takes a ticket, once on all nodes. */
export const takeTicketUnit: Unit<{ secretHash: string }, { ticket?: Ticket }> = defineUnit({
  name: 'identity.takeTicket',
  run: async (tx, { secretHash }) => {
    const ticket = await deleteTicket(tx.db, secretHash, tx.now);
    return ticket === undefined ? {} : { ticket };
  },
});
