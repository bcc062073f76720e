import { useCallback, type RefCallback } from 'react';

/**
 * Plays a stream in a `video` or `audio` element: give the answer to its `ref`.
 *
 * @example
 * <video ref={useStream(participant.stream)} autoPlay playsInline muted={participant.own} />
 */
export function useStream(stream: MediaStream | undefined): RefCallback<HTMLMediaElement> {
  return useCallback(
    (element: HTMLMediaElement | null) => {
      // Giving an element the stream that it has would make the picture flicker.
      if (element !== null && element.srcObject !== (stream ?? null)) {
        element.srcObject = stream ?? null;
      }
    },
    [stream],
  );
}
