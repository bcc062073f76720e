import type { Client } from '@parley/client';
import { openCall, type Participant } from '@parley/client/call';

export async function meet(client: Client, topic: string, show: (all: Participant[]) => void) {
  const call = openCall(client, topic); // shows who is in it, asks nothing of the browser
  call.on('change', ({ participants }) => show([...participants.values()]));
  await call.join({ audio: true, video: true }); // asks for both; rejects where one may not, or it is full
  return call;
}
