import type { BoardChange, BoardElement } from '@parley/client/whiteboard';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useCallback, useEffect, useRef } from 'react';
import type { Excalidraw } from './excalidraw.ts';
import { isBusy, mergeScene } from './scene.ts';
import type { OpenBoard } from './use-board.ts';

type OnChange = (...args: Parameters<NonNullable<EditorProps['onChange']>>) => void;
type EditorProps = Parameters<Excalidraw['Excalidraw']>[0];

/**
 * Ties the editor to the board: what is drawn here goes to the board, what comes from there is merged
 * into the scene, once per picture.
 */
export function useDrawing(
  library: Excalidraw,
  { board, listen }: OpenBoard,
  api: ExcalidrawImperativeAPI | undefined,
): OnChange {
  const isReady = useRef(false);
  useEffect(() => {
    if (api === undefined) return undefined;
    let elements = new Map<string, BoardElement>();
    let gone = new Set<string>();
    let frame = 0;
    const show = (): void => {
      frame = 0;
      const change = { elements: [...elements.values()], gone: [...gone] };
      elements = new Map();
      gone = new Set();
      const scene = api.getSceneElementsIncludingDeleted();
      isReady.current = true;
      api.updateScene({
        elements: mergeScene(library, scene, change, api.getAppState()),
        captureUpdate: library.CaptureUpdateAction.NEVER,
      });
    };
    const take = (change: BoardChange): void => {
      for (const element of change.elements) {
        elements.set(element.id, element);
        gone.delete(element.id);
      }
      for (const id of change.gone) {
        gone.add(id);
        elements.delete(id);
      }
      if (frame === 0) frame = requestAnimationFrame(show);
    };
    // The board may have been read before the editor was there.
    take({ elements: [...board.elements.values()], gone: [] });
    const stop = listen(take);
    return () => {
      stop();
      cancelAnimationFrame(frame);
      isReady.current = false;
    };
  }, [api, board, library, listen]);
  return useCallback(
    (elements, state) => {
      // Before the board is shown the scene says nothing.
      if (!isReady.current) return;
      const scene: readonly unknown[] = elements;
      board.edit(scene as readonly BoardElement[], { isBusy: isBusy(state) });
    },
    [board],
  );
}
