import { lazy, type ComponentType } from 'react';

interface BoardProps {
  readonly bookingId: number;
}

/** The whiteboard of a meeting, loaded when it is opened; `undefined`: there is none to open. */
export const Board: ComponentType<BoardProps> | undefined = lazy(async () => {
  const { WhiteboardPanel } = await import('../whiteboard/whiteboard-panel.tsx');
  return { default: WhiteboardPanel };
});
