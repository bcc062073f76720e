import type { CallLimits } from './limits.ts';

/** What a participant sends at the moment. */
export interface MediaState {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

/**
 * The words of signalling: actions of transient messages on the call's topic. Those with a `target`
 * reach that connection alone.
 *
 * - `ping-channel`: somebody looks who is in the call
 * - `stream-inquiry`: somebody came into the call, or is back on another connection (its `page` is the same)
 * - `start-stream` (target): the answer of those in it; who is in it too makes an offer then
 * - `rtc` (target): a description (`sdp`) or candidates (`ice`: one, or a list)
 * - `stream-state`: microphone, camera or screen went on or off
 * - `stop-stream`: somebody left the call; with a target, is not in it
 */
export type SignalAction =
  | 'ping-channel'
  | 'stream-inquiry'
  | 'start-stream'
  | 'rtc'
  | 'stream-state'
  | 'stop-stream';

/** A signal as it goes out. */
export interface Signal {
  readonly action: SignalAction;
  readonly target?: string;
  readonly payload?: object;
}

/** What somebody says of themselves with `stream-inquiry`, `start-stream` and `stream-state`. */
export interface Greeting {
  readonly media: MediaState;
  /** The same as long as they are in the call, also over another connection. */
  readonly page?: string;
}

/** A description that came. */
export interface Description {
  readonly kind: 'description';
  readonly description: RTCSessionDescriptionInit;
  /** The sender's end of this connection: another one is another connection. */
  readonly link: string;
  /** Which of its streams is the screen. */
  readonly screen: string | undefined;
}

/** Candidates that came. */
export interface Candidates {
  readonly kind: 'candidates';
  readonly candidates: readonly RTCIceCandidateInit[];
  readonly link: string;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : undefined;
}

function textOf(value: unknown, most: number): string | undefined {
  return typeof value === 'string' && value.length <= most ? value : undefined;
}

/** Ids are short. */
const ID = 128;

/** Reads what somebody says of themselves; what is missing is off. */
export function readGreeting(payload: unknown): Greeting {
  const fields = fieldsOf(payload) ?? {};
  const media = fieldsOf(fields['media']) ?? {};
  const page = textOf(fields['page'], ID);
  return {
    media: {
      audio: media['audio'] === true,
      video: media['video'] === true,
      screen: media['screen'] === true,
    },
    ...(page !== undefined && { page }),
  };
}

/** Reads an `rtc` signal; `undefined` for what is none, or is larger than anything real. */
export function readRtc(
  payload: unknown,
  limits: CallLimits,
): Description | Candidates | undefined {
  const fields = fieldsOf(payload);
  if (fields === undefined) return undefined;
  const link = textOf(fields['link'], ID) ?? '';
  if (fields['sdp'] !== undefined) {
    const description = readDescription(fields['sdp'], limits);
    const screen = textOf(fields['screen'], ID);
    return description && { kind: 'description', description, link, screen };
  }
  const given: unknown = fields['ice'];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length > limits.queuedCandidates) return undefined;
  const candidates: RTCIceCandidateInit[] = [];
  for (const each of list) {
    const candidate = readCandidate(each, limits);
    if (candidate === undefined) return undefined;
    candidates.push(candidate);
  }
  return { kind: 'candidates', candidates, link };
}

function readDescription(
  value: unknown,
  limits: CallLimits,
): RTCSessionDescriptionInit | undefined {
  const fields = fieldsOf(value);
  const type = fields?.['type'];
  const sdp = textOf(fields?.['sdp'], limits.sdpCharacters);
  if (sdp === undefined || (type !== 'offer' && type !== 'answer')) return undefined;
  return { type, sdp };
}

function readCandidate(value: unknown, limits: CallLimits): RTCIceCandidateInit | undefined {
  const fields = fieldsOf(value);
  const candidate = textOf(fields?.['candidate'], limits.candidateCharacters);
  if (fields === undefined || candidate === undefined) return undefined;
  const mid = textOf(fields['sdpMid'], ID);
  const line = fields['sdpMLineIndex'];
  const fragment = textOf(fields['usernameFragment'], ID);
  return {
    candidate,
    sdpMid: mid ?? null,
    sdpMLineIndex: typeof line === 'number' ? line : null,
    ...(fragment !== undefined && { usernameFragment: fragment }),
  };
}
