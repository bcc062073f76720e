export type {
  Call,
  CallEvents,
  CallOptions,
  CallSnapshot,
  JoinOptions,
  Participant,
  RingWord,
} from './call-api.ts';
export { callErrors, type CallErrorCode } from './errors.ts';
export { fetchIceServers, type IceServers, type IceServersSource } from './ice-servers.ts';
export { callLimits, type CallLimits } from './limits.ts';
export type { DeviceChoice } from './local-media.ts';
export { openCall } from './open-call.ts';
export { browserPlatform, type CallPlatform } from './platform.ts';
export type { MediaState } from './signal.ts';
export type { CallState, PeerState } from './state.ts';
export type { CallStatistics } from './statistics.ts';
