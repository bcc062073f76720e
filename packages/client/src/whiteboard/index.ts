export type { BoardAnswer, BoardQuestion } from './asking.ts';
export type { BoardHandlers, BoardOptions, BoardReport, BoardStatus } from './board-api.ts';
export type { BoardChange } from './board-state.ts';
export { isSame, wins, type BoardElement } from './element.ts';
export { fetchBoard, type BoardSource } from './fetch-board.ts';
export { whiteboardLimits } from './limits.ts';
export type { BoardCursor, BoardPerson, BoardSight } from './people.ts';
export { whiteboard, type Whiteboard } from './whiteboard.ts';
