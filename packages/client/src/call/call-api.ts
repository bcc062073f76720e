import type { Clock } from '../clock.ts';
import type { ParleyError } from '../error.ts';
import type { Member } from '../message.ts';
import type { IceServersSource } from './ice-servers.ts';
import type { CallLimits } from './limits.ts';
import type { DeviceChoice } from './local-media.ts';
import type { CallPlatform } from './platform.ts';
import type { MediaState } from './signal.ts';
import type { CallState, PeerState } from './state.ts';
import type { CallStatistics } from './statistics.ts';

/** How a call is made. In a browser on the server's own origin nothing is needed. */
export interface CallOptions {
  /** Where relays come from. Default: `POST /api/ice-servers` of this page's origin. */
  readonly iceServers?: IceServersSource;
  /** `relay`: by relays only, so that nobody learns another's address. Default `all`. */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  /** The browser's parts. Default: this browser's. */
  readonly platform?: CallPlatform;
  readonly clock?: Clock;
  /** Names of connections: 128 random bits. */
  readonly id?: () => string;
  /** Limits other than the defaults of {@link callLimits}. */
  readonly limits?: Partial<CallLimits>;
}

/** What one comes into a call with. */
export interface JoinOptions {
  /** The microphone. Default `true`. */
  readonly audio?: DeviceChoice;
  /** The camera. Default `false`. */
  readonly video?: DeviceChoice;
}

/** What is said about a direct call. */
export type RingWord = 'ring' | 'answer' | 'decline' | 'busy' | 'cancel';

/** Somebody in the call, on one connection: a member with two tabs in it is there twice. */
export interface Participant {
  readonly connectionId: string;
  /** Who it is; absent until the topic's roster tells. */
  readonly member: Member | undefined;
  /** Another tab of one's own: do not play what it says. */
  readonly own: boolean;
  /** `undefined` while one is not in the call oneself. */
  readonly state: PeerState | undefined;
  readonly media: MediaState;
  /** Microphone and camera. */
  readonly stream: MediaStream | undefined;
  readonly screen: MediaStream | undefined;
  readonly speaking: boolean;
}

/** A call as it is now: another object whenever anything of it changed. */
export interface CallSnapshot {
  readonly state: CallState;
  /** Whether the topic is joined: only then may one come in. */
  readonly ready: boolean;
  /** Why the topic is closed to this member, or the call ended or did not begin. */
  readonly error: ParleyError | undefined;
  /** What oneself sends. */
  readonly media: MediaState;
  /** One's own microphone and camera; show it muted. */
  readonly stream: MediaStream | undefined;
  readonly screen: MediaStream | undefined;
  readonly speaking: boolean;
  /** The microphone and the camera in use, by their ids. */
  readonly devices: { readonly audio: string | undefined; readonly video: string | undefined };
  /** Everybody else in the call, also while one is not in it oneself, by connection. */
  readonly participants: ReadonlyMap<string, Participant>;
}

/** What a call tells. */
export interface CallEvents {
  change: CallSnapshot;
  /** Something went wrong; the call goes on unless {@link CallSnapshot.state} says otherwise. */
  error: ParleyError;
  /** Somebody came into the call: not those found there. */
  joined: Participant;
  /** Somebody left it, or is lost. */
  left: Participant;
  /** A microphone, camera or speaker was plugged in or out. */
  devices: undefined;
}

/** The call of a topic. Made by {@link openCall}. */
export interface Call {
  readonly topic: string;
  /** The same object until something changes. */
  readonly snapshot: CallSnapshot;
  /**
   * Comes into the call. Who is in it already stays as they are.
   *
   * @throws {ParleyError} (rejects) a code of {@link callErrors}, `forbidden`, `not_connected`; then
   * nothing is open
   */
  join(options?: JoinOptions): Promise<void>;
  /**
   * Says something about a direct call of a room to both members' pages: `ring` when calling, and again
   * every 3 s while one waits; `answer` when coming in, `decline`, `busy` for who is in another call;
   * `cancel` when giving up, `missed` when it rang to the end. They hear it as `callRinging`,
   * `callAnswered`, … of `onChatRooms`.
   *
   * @throws {ParleyError} (rejects) `bad_request` on a topic that does not ring, `not_connected`
   */
  tell(word: RingWord, about?: { readonly missed?: boolean }): Promise<void>;
  /** Leaves it, and gives microphone, camera and screen back. */
  leave(): void;
  /** Mutes and unmutes. Rejects as {@link join} does when there is no microphone yet. */
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Shares a screen, a window or a tab, whichever the user picks; of a tab, where the browser offers it, the sound, too. */
  setScreen(on: boolean, options?: DisplayMediaStreamOptions): Promise<void>;
  /** Uses another microphone or camera from now on. */
  choose(kind: 'audio' | 'video', deviceId: string): Promise<void>;
  /** What can be chosen; labels are empty until something was allowed. */
  devices(): Promise<readonly MediaDeviceInfo[]>;
  /** How the connection to a participant does; `undefined`: there is none. */
  statistics(connectionId: string): Promise<CallStatistics | undefined>;
  /** Listens; the answer stops it. */
  on<K extends keyof CallEvents>(event: K, listener: (event: CallEvents[K]) => void): () => void;
  /** Gives up this hold on the call; the last one's leaves it, and the topic. */
  close(): void;
}
