import { boardLimits } from './limits.ts';
import type { BoardElement } from './schema.ts';

/** What decides between two forms of an element. */
export type Form = Pick<BoardElement, 'version' | 'versionNonce'>;

/** Whether a form takes the place of another: as Excalidraw's `reconcileElements` has it. */
export function wins(form: Form, over: Form): boolean {
  if (form.version !== over.version) return form.version > over.version;
  return form.versionNonce < over.versionNonce;
}

/** An element as it is kept: of a deleted one what names it. */
export function keptForm(element: BoardElement): BoardElement {
  if (!element.isDeleted) return element;
  const { id, type, version, versionNonce, isDeleted } = element;
  return { id, type, version, versionNonce, isDeleted };
}

/** What a board holds. */
export interface BoardSize {
  readonly elements: number;
  readonly characters: number;
  readonly tombstones: number;
}

/** A board that nobody has drawn on. */
export const emptyBoard: BoardSize = { elements: 0, characters: 0, tombstones: 0 };

/** Why a board cannot become this large; `undefined`: it can. What makes it smaller always may. */
export function fullness(before: BoardSize, after: BoardSize): string | undefined {
  const { elements, characters } = boardLimits;
  if (after.elements > elements.default && after.elements > before.elements) {
    return `The board is full: it holds ${elements.default} elements.`;
  }
  if (after.characters > characters.default && after.characters > before.characters) {
    return 'The board is full: what is on it takes as much room as there is.';
  }
  return undefined;
}
