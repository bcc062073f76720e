import { endReasons, type Hub } from '@parley/hub';
import type { StoreCounts } from '../counted-database.ts';
import type { DoorCounts } from '../counted-doors.ts';
import type { Neighbours } from '../neighbours.ts';
import { version } from '../version.ts';

/** What the numbers are read from, when they are asked for. */
export interface MetricSources {
  readonly hub: Pick<Hub, 'tally' | 'rightsAreFresh'> & {
    readonly sessions: Pick<Hub['sessions'], 'all'>;
    readonly topics: Pick<Hub['topics'], 'size'>;
  };
  readonly counts: StoreCounts;
  readonly doors: DoorCounts;
  readonly neighbours: Pick<Neighbours, 'state' | 'ticketsFellBack'>;
}

/** A number; or one for each value of the label, which are few and known; or, as long as it runs, none. */
export type Reading = number | undefined | Iterable<readonly [string, number]>;

/** One metric that is read off the running server. */
export interface MetricRow<S> {
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly label?: string;
  readonly read: (sources: S) => Reading;
}

const oneIf = (state: boolean): number => (state ? 1 : 0);

/** Everything that is counted elsewhere anyway, by its name. */
export const metricRows: Readonly<Record<string, MetricRow<MetricSources>>> = {
  parley_info: {
    kind: 'gauge',
    help: 'Always 1; the version of this server.',
    label: 'version',
    read: () => [[version, 1]],
  },
  parley_connections: {
    kind: 'gauge',
    help: 'Open connections.',
    label: 'dialect',
    read: ({ hub }) => {
      // A dialect whose last client has left is told of, too.
      const open = new Map<string, number>([...hub.tally.opened.keys()].map((name) => [name, 0]));
      for (const { dialect, trusted } of hub.sessions.all()) {
        if (!trusted) hub.tally.count(open, dialect.name);
      }
      return open;
    },
  },
  parley_sessions_opened_total: {
    kind: 'counter',
    help: 'Connections that were let in.',
    label: 'dialect',
    read: ({ hub }) => hub.tally.opened,
  },
  parley_sessions_ended_total: {
    kind: 'counter',
    help: 'Connections that ended; left: the client went, or the network broke.',
    label: 'reason',
    read: ({ hub }) => endReasons.map((reason) => [reason, hub.tally.ended.get(reason) ?? 0]),
  },
  parley_frames_refused_total: {
    kind: 'counter',
    help: 'Frames of clients that were not understood or came to nothing.',
    label: 'dialect',
    read: ({ hub }) => hub.tally.refused,
  },
  parley_topics: {
    kind: 'gauge',
    help: 'Topics that somebody on this node is on.',
    read: ({ hub }) => hub.topics.size,
  },
  parley_publications_total: {
    kind: 'counter',
    help: 'Publications of this node: stored, one for each topic; transient, as sent.',
    label: 'kind',
    read: ({ hub, counts }) => [
      ['stored', counts.stored],
      ['transient', hub.tally.transient],
    ],
  },
  parley_deliveries_total: {
    kind: 'counter',
    help: 'Frames handed over to listeners as they came about; replays and answers are not counted.',
    read: ({ hub }) => hub.tally.deliveries,
  },
  parley_deliveries_missed_total: {
    kind: 'counter',
    help: 'Of those, transient ones that a listener missed because its queue was full.',
    read: ({ hub }) => hub.tally.missed,
  },
  parley_log_reads_total: {
    kind: 'counter',
    help: 'Questions to the log. Resumes are served from memory while this stands still.',
    read: ({ counts }) => counts.reads,
  },
  parley_writes_failed_total: {
    kind: 'counter',
    help: 'Writes that were refused (by the code of the refusal) or failed (store_unavailable, busy, failed).',
    label: 'code',
    read: ({ counts: { failed } }) =>
      new Map([['store_unavailable', 0], ['busy', 0], ['failed', 0], ...failed]),
  },
  parley_files_kept_total: {
    kind: 'counter',
    help: 'Files that members sent and that were kept.',
    read: ({ doors }) => doors.files,
  },
  parley_files_kept_bytes_total: {
    kind: 'counter',
    help: 'The bytes of those, as they are kept.',
    read: ({ doors }) => doors.fileBytes,
  },
  parley_files_refused_total: {
    kind: 'counter',
    help: 'Files that were not kept, by the code of the refusal, upload_broken where they broke off; failed where there is none.',
    label: 'code',
    read: ({ doors }) => doors.filesRefused,
  },
  parley_turn_credentials_total: {
    kind: 'counter',
    help: 'Credentials for the relays of calls that were handed out.',
    read: ({ doors }) => doors.turnCredentials,
  },
  parley_rights_stale: {
    kind: 'gauge',
    help: '1 while the log was not seen for too long and topics with rules are silent.',
    read: ({ hub }) => oneIf(!hub.rightsAreFresh),
  },
  parley_redis_up: {
    kind: 'gauge',
    help: '1 while the bus between the nodes works; absent without Redis.',
    read: ({ neighbours: { state } }) =>
      state === undefined ? undefined : oneIf(state() === 'ok'),
  },
  parley_tickets_fallback: {
    kind: 'gauge',
    help: '1 while tickets go to the database because Redis did not answer; absent without Redis.',
    read: ({ neighbours: { ticketsFellBack } }) =>
      ticketsFellBack === undefined ? undefined : oneIf(ticketsFellBack()),
  },
};
