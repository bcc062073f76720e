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

/** A file that an element shows, and the question that the others agreed to it by. */
export interface SharedFile {
  /** Its address on this server. */
  readonly file: string;
  readonly ask: string | undefined;
}

/** Files that this server keeps lie here; clients fetch nothing else for a board. */
const OWN_FILE = /^\/files\/[\w.-]{1,200}$/u;

/** What an element shows of a file: `customData` of a picture says where it lies. */
export function sharedFileOf({ type, customData }: BoardElement): SharedFile | undefined {
  if (type !== 'image' || typeof customData !== 'object' || customData === null) return undefined;
  const { url, ask } = customData as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string' || !OWN_FILE.test(url)) return undefined;
  return { file: url, ask: typeof ask === 'string' ? ask : undefined };
}

/** What a board holds. */
export interface BoardSize {
  readonly elements: number;
  readonly characters: number;
  readonly tombstones: number;
}

/** A board that nobody has drawn on. */
export const emptyBoard: BoardSize = { elements: 0, characters: 0, tombstones: 0 };

const MAKE_ROOM = 'Delete what is not needed any more to make room.';

/** Why a board cannot become this large; `undefined`: it can. What makes it smaller always may. */
export function fullness(before: BoardSize, after: BoardSize): string | undefined {
  const { elements, characters } = boardLimits;
  if (after.elements > elements.default && after.elements > before.elements) {
    return `The whiteboard is full: it holds ${elements.default} elements. ${MAKE_ROOM}`;
  }
  if (after.characters > characters.default && after.characters > before.characters) {
    return `The whiteboard is full: what is on it takes as much room as there is. ${MAKE_ROOM}`;
  }
  return undefined;
}
