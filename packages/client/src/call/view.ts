import type { CallSnapshot } from './call-api.ts';
import type { Part } from './part.ts';
import type { MediaState } from './signal.ts';

const SILENT: MediaState = { audio: false, video: false, screen: false };

/** A call as it is shown: one's own part, and the others. */
export function viewOf(
  { state, error, speaking, stay }: Part,
  others: Pick<CallSnapshot, 'ready' | 'participants'>,
): CallSnapshot {
  const media = stay?.media;
  return {
    ...others,
    state,
    error,
    media: media?.state ?? SILENT,
    stream: media?.stream,
    screen: media?.screen,
    speaking,
    devices: { audio: media?.deviceOf('audio'), video: media?.deviceOf('video') },
  };
}
