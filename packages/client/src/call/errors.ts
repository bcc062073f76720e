import { ParleyError } from '../error.ts';

/** What a call refuses or reports, beside the codes of the SDK and of the wire. */
export const callErrors = {
  call_full: { text: 'The call is full.', retry: true },
  call_closed: { text: 'This call was closed.', retry: false },
  not_in_call: { text: 'Come into the call first.', retry: false },
  call_left: { text: 'The call was left before it had begun.', retry: false },
  no_call_support: { text: 'This browser cannot make calls on this page.', retry: false },
  media_denied: { text: 'The microphone, the camera or the screen was not allowed.', retry: true },
  no_device: { text: 'There is no such microphone or camera.', retry: true },
  device_busy: { text: 'Another program uses the microphone or the camera.', retry: true },
  device_lost: { text: 'A microphone or a camera was unplugged.', retry: true },
  media_failed: {
    text: 'The microphone, the camera or the screen could not be used.',
    retry: true,
  },
  ice_servers_failed: { text: 'No relay could be had; only direct ways are tried.', retry: true },
  relay_refused: { text: 'The relay refused the credentials.', retry: true },
  sdp_too_large: { text: 'A description of the connection is too large to be sent.', retry: false },
  bad_signal: { text: 'Another participant sent something that is no signal.', retry: false },
  too_many_candidates: { text: 'Another participant floods this one.', retry: false },
  signals_overflow: { text: 'Too many signals wait to be sent.', retry: true },
  negotiation_failed: { text: 'The connection to another participant failed.', retry: true },
  peer_lost: { text: 'Another participant cannot be reached any more.', retry: true },
} as const;

/** A code of {@link callErrors}. */
export type CallErrorCode = keyof typeof callErrors;

/** A call's error: the row of its code, with a detail when there is one. */
export function callError(code: CallErrorCode, detail?: string): ParleyError {
  const { text, retry } = callErrors[code];
  return new ParleyError(code, {
    message: detail === undefined ? text : `${text} (${detail})`,
    retry,
  });
}

const media: Readonly<Record<string, CallErrorCode>> = {
  NotAllowedError: 'media_denied',
  SecurityError: 'media_denied',
  NotFoundError: 'no_device',
  OverconstrainedError: 'no_device',
  NotReadableError: 'device_busy',
  AbortError: 'device_busy',
};

/** What a browser threw when it was asked for a microphone, a camera or a screen. */
export function mediaError(thrown: unknown): ParleyError {
  if (thrown instanceof ParleyError) return thrown;
  const { name, message } =
    thrown instanceof Error ? thrown : { name: '', message: String(thrown) };
  return callError(media[name] ?? 'media_failed', message === '' ? name : message);
}
