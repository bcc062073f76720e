import type { BoardSight } from '@parley/client/whiteboard';
import type { ExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type { AppState } from '@excalidraw/excalidraw/types';
import { pageOf } from './shared-page.ts';

/** The part of the editor's state that says what one looks at. */
export type View = Pick<
  AppState,
  | 'scrollX'
  | 'scrollY'
  | 'zoom'
  | 'width'
  | 'height'
  | 'viewBackgroundColor'
  | 'currentItemStrokeColor'
>;

/** Where one looks at. */
export type Place = Pick<View, 'scrollX' | 'scrollY' | 'zoom'>;

/** What one looks at, as it is told to those who follow: the middle, whatever their screen is. */
export function sightOf(view: View, elements: readonly ExcalidrawElement[]): BoardSight {
  const zoom = view.zoom.value;
  const x = view.width / 2 / zoom - view.scrollX;
  const y = view.height / 2 / zoom - view.scrollY;
  const page = elements.findLast(
    (one) =>
      pageOf(one) !== undefined &&
      one.x <= x &&
      x <= one.x + one.width &&
      one.y <= y &&
      y <= one.y + one.height,
  );
  return {
    x: Math.round(x * 10) / 10,
    y: Math.round(y * 10) / 10,
    zoom,
    page: (page && pageOf(page)?.name) ?? null,
    ground: view.viewBackgroundColor,
    color: view.currentItemStrokeColor,
  };
}

/** The editor's state that looks at the same. */
export function viewOf(
  { x, y, zoom, ground, color }: BoardSight,
  { width, height }: Pick<View, 'width' | 'height'>,
): Omit<View, 'width' | 'height'> {
  const value = Math.min(30, Math.max(0.1, zoom)) as AppState['zoom']['value'];
  return {
    scrollX: width / 2 / value - x,
    scrollY: height / 2 / value - y,
    zoom: { value },
    viewBackgroundColor: ground,
    currentItemStrokeColor: color,
  };
}
