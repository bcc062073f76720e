import type { BoardPerson } from '@parley/client/whiteboard';
import type { Collaborator, SocketId } from '@excalidraw/excalidraw/types';

/** The others as the editor shows them: a pointer with a name, in the colour that is theirs everywhere. */
export function collaboratorsOf(people: readonly BoardPerson[]): Map<SocketId, Collaborator> {
  return new Map(
    people.map(({ connectionId, member, cursor }) => [
      connectionId as SocketId,
      {
        id: member.scid,
        username: member.name,
        color: { background: member.color, stroke: member.color },
        ...(cursor === undefined
          ? {}
          : {
              pointer: { x: cursor.x, y: cursor.y, tool: cursor.tool },
              button: cursor.isDown ? ('down' as const) : ('up' as const),
            }),
      },
    ]),
  );
}
