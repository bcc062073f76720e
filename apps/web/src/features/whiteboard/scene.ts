import type { BoardChange, BoardElement } from '@parley/client/whiteboard';
import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type { AppState } from '@excalidraw/excalidraw/types';
import type { RemoteExcalidrawElement } from '@excalidraw/excalidraw/data/reconcile';
import type { Excalidraw } from './excalidraw.ts';

/** What a hand is at: its form here stays, whatever comes from elsewhere. */
export type HandState = Pick<
  AppState,
  | 'cursorButton'
  | 'newElement'
  | 'editingTextElement'
  | 'resizingElement'
  | 'multiElement'
  | 'selectedElementsAreBeingDragged'
  | 'selectedElementIds'
>;

/** Whether something is being drawn, written or moved at the moment. */
export function isBusy(state: HandState): boolean {
  return (
    state.cursorButton === 'down' ||
    state.newElement !== null ||
    state.editingTextElement !== null ||
    state.multiElement !== null
  );
}

function isAtHand(id: string, state: HandState): boolean {
  const { newElement, editingTextElement, resizingElement, multiElement } = state;
  const ones = [newElement, editingTextElement, resizingElement, multiElement];
  if (ones.some((one) => one?.id === id)) return true;
  return state.cursorButton === 'down' && state.selectedElementIds[id] === true;
}

/**
 * A scene with what came from elsewhere. What a hand is at here is merged by Excalidraw's own rule, the
 * rest looks as the board says, newer or not: a stroke that was given up on the other side goes back.
 */
export function mergeScene(
  library: Pick<Excalidraw, 'reconcileElements' | 'restoreElements'>,
  scene: readonly OrderedExcalidrawElement[],
  { elements, gone }: BoardChange,
  state: AppState,
): OrderedExcalidrawElement[] {
  const local = new Map(scene.map((element) => [element.id, element]));
  const incoming = elements.flatMap((element) => formOf(element, local) ?? []);
  // Any client may have drawn them: what they lack, the library restores.
  const sorted: readonly unknown[] = incoming.toSorted(byIndex);
  const given = library.restoreElements(
    sorted as OrderedExcalidrawElement[],
    null,
  ) as RemoteExcalidrawElement[];
  const replaced = new Set(given.map(({ id }) => id));
  const left = new Set(gone);
  const kept = scene.filter(
    ({ id }) => !left.has(id) && (!replaced.has(id) || isAtHand(id, state)),
  );
  return library.reconcileElements(kept, given, state);
}

/** Of a deleted one the board knows only its name: how it looked is known here, or is of no interest. */
function formOf(
  element: BoardElement,
  local: ReadonlyMap<string, OrderedExcalidrawElement>,
): BoardElement | undefined {
  if (!element.isDeleted) return element;
  const before = local.get(element.id);
  if (before === undefined) return undefined;
  const { version, versionNonce } = element;
  return { ...before, version, versionNonce, isDeleted: true };
}

function byIndex(one: BoardElement, other: BoardElement): number {
  const [a = '', b = ''] = [one, other].map(
    ({ index, id }) => `${typeof index === 'string' ? index : ''} ${id}`,
  );
  return a < b ? -1 : 1;
}
