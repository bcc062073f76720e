import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useEffect, useState } from 'react';
import type { Excalidraw } from './excalidraw.ts';

/** Clearing the board, and thinking better of it. */
export interface Clearing {
  readonly clear: () => void;
  /** Brings back what was cleared; `undefined`: nothing was, or it is back. */
  readonly bringBack: (() => void) | undefined;
}

/** Clears the board in one step, which the editor's own undo takes back as a whole, too. */
export function useClearing(
  library: Excalidraw,
  api: ExcalidrawImperativeAPI | undefined,
): Clearing {
  const [cleared, setCleared] = useState<ReadonlySet<string>>();
  useEffect(() => {
    if (api === undefined || cleared === undefined) return undefined;
    // It may be back by the editor's own undo.
    return api.onChange((elements) => {
      if (!elements.some(({ id, isDeleted }) => isDeleted && cleared.has(id))) {
        setCleared(undefined);
      }
    });
  }, [api, cleared]);
  const clear = (): void => {
    if (api === undefined) return;
    const ids = new Set(api.getSceneElements().map(({ id }) => id));
    if (ids.size === 0) return;
    noteAll(library, api);
    setDeleted(library, api, { ids, isDeleted: true });
    setCleared(ids);
  };
  const bringBack = (): void => {
    if (api === undefined || cleared === undefined) return;
    noteAll(library, api);
    setDeleted(library, api, { ids: cleared, isDeleted: false });
    setCleared(undefined);
  };
  return { clear, bringBack: cleared === undefined ? undefined : bringBack };
}

/**
 * Has the editor note for its undo everything as it is. What it has not noted yet (moved by arrow keys,
 * or put in order beside what others drew) it takes for a hand's unfinished work, and leaves out of the
 * next step that is made for it: a clear would be undone for the rest alone. Off the scene and on again
 * it is a step of its own.
 */
function noteAll(library: Excalidraw, api: ExcalidrawImperativeAPI): void {
  const elements = api.getSceneElementsIncludingDeleted();
  api.updateScene({ elements: [] });
  api.updateScene({ elements, captureUpdate: library.CaptureUpdateAction.IMMEDIATELY });
}

function setDeleted(
  library: Excalidraw,
  api: ExcalidrawImperativeAPI,
  { ids, isDeleted }: { readonly ids: ReadonlySet<string>; readonly isDeleted: boolean },
): void {
  api.updateScene({
    elements: api
      .getSceneElementsIncludingDeleted()
      .map((one) =>
        ids.has(one.id) && one.isDeleted !== isDeleted
          ? library.newElementWith(one, { isDeleted })
          : one,
      ),
    captureUpdate: library.CaptureUpdateAction.IMMEDIATELY,
  });
}
