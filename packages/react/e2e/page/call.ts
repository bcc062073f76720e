import { createClient, type Client } from '@parley/client';
import { openCall, type Call } from '@parley/client/call';

/** A signal as this page heard it. */
export interface Heard {
  readonly action: string;
  readonly target: unknown;
  readonly sdp: boolean;
}

/** What a test may ask of the page. */
export interface CallWindow {
  readonly client: Client;
  readonly call: Call;
  readonly heard: Heard[];
  readonly errors: string[];
}

declare global {
  interface Window {
    call: CallWindow;
  }
}

/** A page without a framework that is in a call, by relays only, and shows everybody's picture. */
export function startCall(topic: string): void {
  const client = createClient();
  const heard: Heard[] = [];
  const errors: string[] = [];
  client.subscribe<{ target?: unknown; sdp?: unknown }>(
    topic,
    ({ action, payload }) =>
      void heard.push({ action, target: payload.target, sdp: payload.sdp !== undefined }),
    { history: 0 },
  );
  const call = openCall(client, topic, { iceTransportPolicy: 'relay' });
  call.on('error', ({ code }) => errors.push(code));
  call.on('change', () => show(call));
  client.connect();
  window.call = { client, call, heard, errors };
}

function show({ snapshot }: Call): void {
  const wanted = new Map<string, MediaStream>();
  for (const { member, stream, screen } of snapshot.participants.values()) {
    if (stream !== undefined) wanted.set(`${member?.name}`, stream);
    if (screen !== undefined) wanted.set(`${member?.name} screen`, screen);
  }
  for (const video of document.querySelectorAll('video')) {
    if (!wanted.has(video.title)) video.remove();
  }
  for (const [title, stream] of wanted) {
    const found = document.querySelector<HTMLVideoElement>(`video[title="${title}"]`);
    const video = found ?? document.createElement('video');
    if (video.srcObject !== stream) video.srcObject = stream;
    if (found !== null) continue;
    Object.assign(video, { title, autoplay: true, playsInline: true, width: 320 });
    document.body.append(video);
  }
}
