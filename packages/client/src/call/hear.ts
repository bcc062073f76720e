import type { Message } from '../message.ts';
import type { Mesh } from './mesh.ts';
import { readGreeting } from './signal.ts';

/** Who hears: the others as they are known, and how one greets them; absent while one is not in the call. */
export interface Hearer {
  readonly mesh: Mesh;
  readonly greet: ((connectionId: string) => void) | undefined;
}

/** Takes what somebody else signals. What is no signal is nobody's concern. */
export function hear(
  { action, sender, payload }: Pick<Message<unknown>, 'action' | 'sender' | 'payload'>,
  { mesh, greet }: Hearer,
): void {
  switch (action) {
    case 'ping-channel':
      greet?.(sender);
      return;
    case 'stream-inquiry':
      mesh.know(sender, readGreeting(payload), true);
      greet?.(sender);
      return;
    case 'start-stream':
      mesh.offer(mesh.know(sender, readGreeting(payload)));
      return;
    case 'stream-state':
      if (mesh.get(sender) !== undefined) mesh.know(sender, readGreeting(payload));
      return;
    case 'stop-stream': {
      const person = mesh.get(sender);
      if (person !== undefined) mesh.forget(person);
      return;
    }
    case 'rtc':
      mesh.rtc(sender, payload);
      return;
    default:
  }
}
