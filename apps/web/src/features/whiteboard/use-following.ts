import type { BoardPerson, Whiteboard } from '@parley/client/whiteboard';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useCallback, useEffect, useState } from 'react';
import { sightOf, viewOf } from './sight.ts';

/** Letting others follow, and following. */
export interface Following {
  /** Whether one lets others follow. */
  readonly isLeading: boolean;
  readonly lead: (isLeading: boolean) => void;
  /** Whom one follows. */
  readonly leader: BoardPerson | undefined;
  /** Goes one's own way, until somebody else leads. */
  readonly stop: () => void;
  /** Tells those who follow what one looks at; to be called whenever that may have changed. */
  readonly look: () => void;
}

/** Everybody follows who leads, until they go their own way. */
export function useFollowing(
  board: Whiteboard,
  people: readonly BoardPerson[],
  api: ExcalidrawImperativeAPI | undefined,
): Following {
  const [isLeading, setLeading] = useState(false);
  const [left, setLeft] = useState<string>();
  const leading = people.find(({ sight }) => sight !== undefined);
  const leader = isLeading || leading?.connectionId === left ? undefined : leading;
  const sight = leader?.sight;
  useEffect(() => {
    // Whoever stops leading and begins anew is followed again.
    if (leading === undefined) setLeft(undefined);
  }, [leading]);
  useEffect(() => {
    if (api === undefined || sight === undefined) return;
    api.updateScene({ appState: viewOf(sight, api.getAppState()) as never });
  }, [api, sight]);
  const look = useCallback(() => {
    if (isLeading && api !== undefined) {
      board.show(sightOf(api.getAppState(), api.getSceneElements()));
    }
  }, [isLeading, api, board]);
  useEffect(look, [look]);
  const lead = useCallback(
    (whether: boolean) => {
      setLeading(whether);
      if (!whether) board.show(null);
    },
    [board],
  );
  return { isLeading, lead, leader, stop: () => setLeft(leader?.connectionId), look };
}
