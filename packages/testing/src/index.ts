export { launchChromium } from './chromium.ts';
export { FakeClock } from './clock.ts';
export { startCoturn, type CoturnOptions, type TestCoturn } from './coturn.ts';
export { fileStoreSuite, type OpenFileStore } from './file-store-suite.ts';
export { freePort } from './free-port.ts';
export { Mailbox, textsOf } from './mailbox.ts';
export {
  addNote,
  crash,
  eraseNote,
  hang,
  mayWrite,
  redactSubject,
  sampleMigrations,
  sampleUnits,
  scatter,
  type NoteArgs,
  type SampleTables,
} from './sample-units.ts';
export { samplePdf, samplePng } from './sample-files.ts';
export { photographed, samplePlace } from './sample-photos.ts';
export { sessionShelfSuite, type OpenShelf } from './session-shelf-suite.ts';
export { startRedis, type RedisOptions, type TestRedis } from './redis.ts';
export { startParley, TestServer, type ServerOptions } from './server.ts';
export {
  SwallowProxy,
  type Direction,
  type Fault,
  type Network,
  type SwallowProxyOptions,
  type Target,
} from './swallow-proxy.ts';
export { TurnClient, type TurnAnswer, type TurnCredentials } from './turn-client.ts';
export { appendOf, topicLogSuite, type OpenLog } from './topic-log-suite.ts';
export { startPostgres, type PostgresOptions, type TestPostgres } from './postgres.ts';
export { databaseSuite, type OpenDatabase } from './database-suite.ts';
export { checkConsistency, type Violation } from './consistency.ts';
export type {
  Acknowledged,
  Entitlement,
  History,
  LogRow,
  Received,
  Redaction,
  RosterMember,
  RosterSeen,
  RosterTruth,
  Spot,
} from './history.ts';
export { acknowledgedIn, judgeLog, runWriter, type WriterRun } from './writers.ts';
export type { WriterLine, WriterTask } from './writer-process.ts';
