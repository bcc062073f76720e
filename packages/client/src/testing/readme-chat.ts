import type { Client } from '@parley/client';
import { chatRoom } from '@parley/client/chat';

export async function greet(client: Client, uuid: string, show: (line: string) => void) {
  const room = chatRoom(client, uuid, {
    newMessage: ({ sender, body }) => show(`${sender.name}: ${body}`),
    deletedMessage: ({ id }) => show(`${id} is gone`),
    typing: ({ name }) => show(`${name} is typing…`),
    pending: (messages) => messages.forEach(({ body }) => show(`on its way: ${body}`)),
  });
  await room.send({ body: 'Hello' }).receipt; // kept, then resolved
  return room;
}
