import type { Json } from '@parley/protocol';
import type { BoardView } from '@parley/domains/exchange/schema';
import type { Client, ClientOptions } from '../client-api.ts';
import { wins, type BoardElement } from '../whiteboard/element.ts';
import type { BoardHandlers, BoardOptions } from '../whiteboard/board-api.ts';
import { whiteboard, type Whiteboard } from '../whiteboard/whiteboard.ts';
import { world, type World } from './setup.ts';

/** The topic of the boards that tests open. */
export const BOARD = 'exchange/whiteboard:7';

/** A rectangle, or whatever `more` makes of it. */
export function drawn(id: string, more: Partial<BoardElement> = {}): BoardElement {
  return { id, type: 'rectangle', version: 1, versionNonce: 7, isDeleted: false, x: 1, ...more };
}

/** A page with a board on it. */
export interface Page {
  readonly client: Client;
  readonly board: Whiteboard;
  /** The scene as the page shows it: what it was told, over what it drew. */
  readonly scene: Map<string, BoardElement>;
  /** Draws, as an editor does: the scene changes, then the board is told. */
  readonly draw: (element: BoardElement, options?: { isBusy?: boolean }) => void;
}

export interface BoardWorld extends World {
  readonly page: (
    member?: number,
    more?: {
      readonly client?: Partial<ClientOptions>;
      readonly board?: BoardOptions;
      readonly handlers?: BoardHandlers;
    },
  ) => Page;
  /** The board as the server has it: merged out of everything in the log. */
  readonly kept: () => Map<string, BoardElement>;
  /** How often the board was read. */
  readonly reads: () => number;
}

/** A delta as it comes off the wire. */
export function delta(...elements: BoardElement[]): Json {
  return JSON.parse(JSON.stringify({ elements })) as Json;
}

function elementsOf(payload: unknown): readonly BoardElement[] {
  return (payload as { elements: BoardElement[] }).elements;
}

/** A model server with the whiteboard of booking 7, and pages of it. */
export function boardWorld(options: Parameters<typeof world>[0] = {}): BoardWorld {
  const made = world(options);
  const { server, clock } = made;
  let reads = 0;
  const kept = (): Map<string, BoardElement> => {
    const elements = new Map<string, BoardElement>();
    for (const { action, payload } of server.log(BOARD).messages) {
      if (action !== 'delta') continue;
      for (const one of elementsOf(payload)) {
        if (wins(one, elements.get(one.id))) elements.set(one.id, one);
      }
    }
    return elements;
  };
  const load = async (): Promise<BoardView> => {
    reads += 1;
    const { epoch, head: offset } = server.log(BOARD);
    return { position: { epoch, offset }, elements: [...kept().values()] };
  };
  return {
    ...made,
    kept,
    reads: () => reads,
    page: (member = 1, { client: more = {}, board: boardOptions = {}, handlers = {} } = {}) => {
      const client = made.client(member, more);
      const scene = new Map<string, BoardElement>();
      const board = whiteboard(
        client,
        7,
        {
          ...handlers,
          change: (change) => {
            for (const element of change.elements) scene.set(element.id, element);
            for (const id of change.gone) scene.delete(id);
            handlers.change?.(change);
          },
        },
        { load, clock, random: () => 0.5, ...boardOptions },
      );
      client.connect();
      return {
        client,
        board,
        scene,
        draw: (element, edit) => {
          scene.set(element.id, element);
          board.edit(scene.values(), edit);
        },
      };
    },
  };
}
