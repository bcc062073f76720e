import type { BoardPerson, Whiteboard } from '@parley/client/whiteboard';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useCallback, useEffect, useRef, useState } from 'react';
import { sightOf, viewOf, type Place } from './sight.ts';

/** Letting others follow, and following. */
export interface Following {
  /** Whether one lets others follow. */
  readonly isLeading: boolean;
  readonly lead: (isLeading: boolean) => void;
  /** Somebody else who leads, whether one follows them or not. */
  readonly leader: BoardPerson | undefined;
  readonly isFollowing: boolean;
  /** Goes one's own way, or follows again. */
  readonly follow: (isFollowing: boolean) => void;
  /** Tells those who follow what one looks at; to be called whenever that may have changed. */
  readonly look: () => void;
  /** One looks somewhere else now: whoever moved there by themselves does not follow any more. */
  readonly moved: (place: Place) => void;
}

/** Everybody follows who leads, until they go their own way: by wheel, touch, key or button. */
export function useFollowing(
  board: Whiteboard,
  people: readonly BoardPerson[],
  api: ExcalidrawImperativeAPI | undefined,
): Following {
  const [isLeading, setLeading] = useState(false);
  const [left, setLeft] = useState<string>();
  /** Where the leader has put us. */
  const put = useRef<Place>(undefined);
  const leading = people.find(({ sight }) => sight !== undefined);
  const leader = isLeading ? undefined : leading;
  const isFollowing = leader !== undefined && leader.connectionId !== left;
  const sight = isFollowing ? leader.sight : undefined;
  useEffect(() => {
    // Whoever stops leading and begins anew is followed again.
    if (leading === undefined) setLeft(undefined);
  }, [leading]);
  useEffect(() => {
    if (api === undefined || sight === undefined) return;
    const view = viewOf(sight, api.getAppState());
    put.current = view;
    api.updateScene({ appState: view as never });
  }, [api, sight]);
  const follow = (whether: boolean): void => setLeft(whether ? undefined : leader?.connectionId);
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
  const moved = (place: Place): void => {
    look();
    if (isFollowing && put.current !== undefined && !isSamePlace(place, put.current)) follow(false);
  };
  return { isLeading, lead, leader, isFollowing, follow, look, moved };
}

function isSamePlace(one: Place, other: Place): boolean {
  return (
    one.scrollX === other.scrollX &&
    one.scrollY === other.scrollY &&
    one.zoom.value === other.zoom.value
  );
}
