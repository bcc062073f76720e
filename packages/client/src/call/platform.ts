import { callError } from './errors.ts';

/** What a call needs of a browser, so that a test can be one. */
export interface CallPlatform {
  readonly connect: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly devices: Pick<
    MediaDevices,
    | 'getUserMedia'
    | 'getDisplayMedia'
    | 'enumerateDevices'
    | 'addEventListener'
    | 'removeEventListener'
  >;
  /** An empty stream. */
  readonly stream: () => MediaStream;
  /** Calls when the page goes away; the answer stops it. */
  readonly onLeaving: (leaving: () => void) => () => void;
}

/**
 * That of the browser.
 *
 * @throws {ParleyError} `no_call_support` outside of one, or on a page that came over plain HTTP from
 * another machine: browsers give microphones to secure pages only
 */
export function browserPlatform(): CallPlatform {
  const { RTCPeerConnection, MediaStream, navigator } = globalThis;
  const devices = navigator?.mediaDevices;
  if (typeof RTCPeerConnection !== 'function') throw callError('no_call_support');
  if (devices === undefined) throw callError('no_call_support', 'the page must come over https');
  return {
    connect: (configuration) => new RTCPeerConnection(configuration),
    devices,
    stream: () => new MediaStream(),
    onLeaving(leaving) {
      globalThis.addEventListener('pagehide', leaving);
      return () => globalThis.removeEventListener('pagehide', leaving);
    },
  };
}
