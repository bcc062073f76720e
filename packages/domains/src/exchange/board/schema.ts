import { z } from 'zod';

/** The event of what was drawn, stored on `exchange/whiteboard:<id>`. */
export const BOARD_DELTA = 'delta';

/** The event of an answer to a question whether something may be shared, stored beside the deltas. */
export const BOARD_ANSWER = 'answer';

/** Whether one agrees to what was asked (`ask`, told in passing, with an id and what it is about). */
export interface BoardReply {
  /** The question's id. */
  readonly ask: string;
  readonly agree: boolean;
}

/**
 * What a board needs to know of an element of Excalidraw; the rest is the drawing's own. Of two forms
 * of an element the higher `version` stays, of equal ones the lower `versionNonce`.
 */
export interface BoardElement {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly versionNonce: number;
  readonly isDeleted: boolean;
  readonly [field: string]: unknown;
}

/** Elements with their newest forms, as they are published and as the others hear them. */
export interface BoardDelta {
  readonly elements: readonly BoardElement[];
}

/** A board as it is now, and the place in its topic after which to listen. */
export interface BoardView {
  readonly position: { readonly epoch: string; readonly offset: number };
  /** Of deleted ones only what names them. */
  readonly elements: readonly BoardElement[];
}

/** {@link BoardElement} as a schema. */
export const boardElement: z.ZodType<BoardElement> = z.looseObject({
  id: z.string().regex(/^[\w-]{1,64}$/u, 'An element has an id of letters, digits and dashes.'),
  type: z.string().regex(/^[a-z]{1,32}$/u, 'An element has a type.'),
  version: z.int().min(1),
  versionNonce: z.int().min(0),
  isDeleted: z.boolean(),
});

/** {@link BoardReply} as a schema. */
export const boardReply: z.ZodType<BoardReply> = z.object({
  ask: z.string().regex(/^[\w-]{1,64}$/u, 'A question has an id of letters, digits and dashes.'),
  agree: z.boolean(),
});

/** {@link BoardView} as a schema. */
export const boardView: z.ZodType<BoardView> = z.object({
  position: z
    .object({ epoch: z.string(), offset: z.int() })
    .describe('Subscribe to `exchange/whiteboard:<id>` since this place.'),
  elements: z.array(boardElement).describe('Of deleted ones only what names them.'),
});
