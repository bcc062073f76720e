import type { Client } from '@parley/client';
import { whiteboard, type BoardElement } from '@parley/client/whiteboard';

export function sketch(client: Client, bookingId: number, show: (scene: BoardElement[]) => void) {
  const board = whiteboard(client, bookingId, {
    change: () => show([...board.elements.values()]), // others drew, or the board was read
    questions: ([question]) => question?.agree(), // somebody wants to share a file
  });
  return board;
}
