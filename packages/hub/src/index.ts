export type { SeatRule } from './topics/seats.ts';
export type {
  Act,
  Actor,
  Alias,
  Grants,
  OwnerOptions,
  Published,
  Question,
  Refusal,
  Rule,
} from './authorization/grants.ts';
export {
  defineChannel,
  type Channel,
  type ChannelCall,
  type ChannelScope,
  type ParamsSchema,
} from './channel.ts';
export { Shapes, type EventShapes, type Language, type Projection, type Told } from './shapes.ts';
export { endReasons, Tally } from './tally.ts';
export { fullGrants } from './authorization/grants.ts';
export { HubError, hubErrors, type HubErrorCode } from './errors.ts';
export type { Bus, BusMessage, Share, SharedMember } from './ports/bus.ts';
export type { Attend, Attendance } from './presence/attendance.ts';
export type { Line, LineListener } from './line.ts';
export type { ByteRange, FileStore, StoredFile } from './ports/file-store.ts';
export type { Nodes } from './ports/nodes.ts';
export { SHARDS } from './topics/topics.ts';
export type { Clock } from './ports/clock.ts';
export type { Profiles } from './ports/profiles.ts';
export type { Ticket, Tickets } from './ports/tickets.ts';
export type {
  AppendRequest,
  AppendResult,
  Guard,
  OffsetRange,
  ReadRequest,
  ReadResult,
  SilenceCheck,
  TopicHead,
  TopicLog,
} from './ports/topic-log.ts';
export type { Wire } from './ports/wire.ts';
export type { Principal } from './principal.ts';
export {
  stableId,
  type Position,
  type Profile,
  type Publication,
  type StoredPublication,
} from './publication.ts';

export { Hub, type HubOptions, type Renewal } from './hub.ts';
export type { ServerPublication } from './commands/publish-for-app.ts';
export type { Dialect, FrameContext, Goodbye } from './dialect.ts';
export { limits, resolveLimits, type LimitName, type LimitRow, type Limits } from './limits.ts';
export { Session, type SessionOptions } from './session/session.ts';
export type {
  AuthorView,
  Confirmation,
  JoinSink,
  PageView,
  RosterView,
} from './session/joining.ts';
export type { PublishRequest } from './commands/publish.ts';
export type { SubscribeRequest } from './commands/subscribe.ts';
export type { HistoryRequest } from './commands/history.ts';
export type { EndReason } from './topics/listener.ts';
export type { Present, PresenceChange } from './presence/entry.ts';
export type { PresenceLabel } from './presence/label.ts';
export type { SavedSession, SessionShelf } from './ports/session-shelf.ts';
export type { Recalled, RecallRequest } from './commands/recall.ts';
export type { Reservation } from './commands/reserve.ts';
export type { Gap, Moment } from './topics/replay.ts';
