import { jitterTargets } from './jitter.mjs';
import { appendWays } from './postgres-appends.mjs';
import { judged, quietness, table, withRange } from './report.mjs';
import { over, short } from './statistics.mjs';

/** Of a share, enough digits to tell 99.99 % from all. */
const percent = (share) =>
  share === undefined
    ? '–'
    : share === 1
      ? '100 %'
      : `${(Math.floor(share * 1e4) / 100).toFixed(2)} %`;
const seconds = (ms) => (ms === undefined ? '–' : `${short(ms / 1000)} s`);
const times = (value, base) =>
  value === undefined || !base ? '–' : `${(value / base).toFixed(2)} ×`;

function jitterPart(runs, { clients, every, down, rate, ms }) {
  const rows = jitterTargets
    .filter(({ name }) => runs[name])
    .map(({ name, label }) => {
      const run = runs[name];
      return [
        label,
        percent(run.share),
        `${run.complete} of ${clients}`,
        ...[run.replay.p50, run.replay.p95, run.replay.p99, run.replay.max].map(seconds),
        `${short(run.live.p50)} / ${short(run.live.p99)}`,
        `${run.repeated} / ${run.disordered}`,
        `${percent(run.serverBusy)} / ${percent(run.clientsBusy)}`,
      ];
    });
  const { parley, 'parley-presence': roster } = runs;
  const cuts = Object.values(runs)[0]?.cuts;
  return [
    `## Jitter`,
    `${clients} clients of one topic, the connections of each cut (reset, and refused) every ${every / 1000} s for ${down / 1000} s, at moments spread evenly; ${rate} stored messages a second for ${ms / 1000} s (Socket.IO: the same, emitted); ${cuts} cuts. Replay: messages published before a connection was possible again, from that moment to the application's handler. All clients are one Node process with each its own resetting line: for Parley the SDK as it is, with a ticket for every attempt (in the first row every client also has the roster of ${clients} and hears all who come and go, which is most of the work of that row's clients: where they are nearly a whole core busy, the row measures them; Socket.IO has no such thing); for Socket.IO the stock client by WebSocket, its waits set to those of the SDK (250 to 750 ms) where its default is 1 to 5 s. Parley is one node on the embedded database: each message is on the disk before it is acknowledged. Socket.IO keeps everything in memory.`,
    table(
      [
        '',
        'delivered',
        'clients with all',
        'replay p50',
        'p95',
        'p99',
        'slowest',
        'live p50 / p99 ms',
        'repeats / out of order',
        'server / clients busy',
      ],
      rows,
    ),
    [
      judged('Parley delivers all, %', parley && parley.share * 100, 100, { atLeast: true }),
      judged('replay p95, s', parley && parley.replay.p95 / 1000, 1),
      judged('replay p99, s', parley && parley.replay.p99 / 1000, 2),
      judged('with the roster: delivered, %', roster && roster.share * 100, 100, { atLeast: true }),
      judged('with the roster: replay p95, s', roster && roster.replay.p95 / 1000, 1),
      judged('with the roster: replay p99, s', roster && roster.replay.p99 / 1000, 2),
    ].join('\n'),
    'Published by others, at 10,000 clients and on another machine, so not to be compared digit by digit: Socket.IO 84.6 % delivered; Socket.IO with recovery and AnyCable 100 %, with p95 1.97 s and 4.10 s.',
  ];
}

function appendPart(runs, { ms }) {
  const rate = (way) => runs[way] && over(runs[way], (run) => run.rowsPerSecond);
  const bare = rate('bare-one')?.median;
  const rows = appendWays
    .filter(([way]) => runs[way])
    .map(([way, label]) => [
      label,
      withRange(rate(way)),
      times(rate(way).median, bare),
      way.startsWith('hot') || way.startsWith('many')
        ? times(rate(way).median, rate(`${way.split('-')[0]}-alone`)?.median)
        : '–',
      way.startsWith('unit') ? withRange(over(runs[way], (run) => run.callsPerSecond)) : '–',
      percent(over(runs[way], (run) => run.busy)?.median),
    ]);
  return [
    '## Appends on Postgres',
    `Rows per second, each way ${ms / 1000} s in a process of its own on one core, Postgres (synced commits) on both. A bare insert is 200 rows in one statement, one commit, into a table with the log's columns and indexes. Grouped: 400 appends under way at once, each with a promise of its own that resolves after the commit. With a message id, a second row remembers it for a week. A unit that publishes to 100 topics stores its payload once and a row in each.`,
    table(['', 'rows/s', 'of bare', 'of one by one', 'units/s', 'writing process busy'], rows),
  ];
}

function crossPart(results, { listeners }) {
  const ways = ['one node', 'two nodes', 'embedded'];
  const labels = {
    'one node': 'one node (Postgres, Redis)',
    'two nodes': 'from one node to another',
    embedded: 'one node on the embedded database, without Redis',
  };
  const rows = ['transient', 'stored'].flatMap((kind) =>
    ways.map((way) => {
      const of = (one) => results.filter((run) => run.kind === kind && run.way === one);
      const runs = of(way);
      const figure = (name) => over(runs, (run) => run[name]);
      const base = (name) => over(of('one node'), (run) => run[name])?.median;
      const busy = runs[0]?.busy.map((_, i) => percent(over(runs, (run) => run.busy[i])?.median));
      return [
        `${kind}, ${labels[way]}`,
        runs[0]?.rate ?? '–',
        withRange(figure('p50')),
        times(figure('p50')?.median, base('p50')),
        withRange(figure('p99')),
        times(figure('p99')?.median, base('p99')),
        busy?.join(', ') ?? '–',
      ];
    }),
  );
  return [
    '## Across nodes',
    `${listeners} listeners of one topic, another connection publishes at the rate that keeps the single node at about 20 % of a core. From before the publisher's write to the listener's read, ms. All nodes share one core, so a crossing also pays for two processes taking turns there.`,
    table(['', 'messages/s', 'p50 ms', 'of one node', 'p99 ms', 'of one node', 'node busy'], rows),
  ];
}

function stormPart(results) {
  const [{ clients, missed }] = results;
  return [
    '## A storm of resumes',
    `${clients} clients of one topic on one node (Postgres, Redis) are cut at once and miss ${missed} stored messages. All come back with \`since\`: a first try after 250 to 750 ms, as the SDK, each with a new ticket. Each got all ${missed}, or the run fails. Time from when a connection is possible again to the last page. Log queries are \`logReads\` of \`/api/admin/stats\`; transactions are all of the database's, with those for tickets and members.`,
    table(
      [
        '',
        'log queries',
        'transactions',
        'p50',
        'p99',
        'the last',
        'tries that failed',
        'server / generator busy',
      ],
      results.map((run) => [
        run.way,
        run.logReads,
        run.transactions,
        seconds(run.p50),
        seconds(run.p99),
        seconds(run.last),
        run.retries,
        `${percent(run.busy)} / ${percent(run.generatorBusy)}`,
      ]),
    ),
  ];
}

/** The results file. A part that was not asked for is not there. */
export function clusterReport({ results, settings, facts, command, failures }) {
  return `${[
    '# Parley on several machines’ engines',
    `Written by \`${command}\` in ${Math.round(settings.seconds)} s. ${facts.cores} cores (${facts.model}), Linux ${facts.kernel}, Node ${facts.node}${facts.postgres ? `, ${facts.postgres}` : ''}. ${facts.pinned ? 'Servers had one core, clients and generators the other; Postgres and Redis both.' : 'The processes were not pinned to cores.'}`,
    quietness(facts.others),
    ...(results.jitter ? jitterPart(results.jitter, settings.jitter) : []),
    ...(results.appends ? appendPart(results.appends, settings.appends) : []),
    ...(results.cross ? crossPart(results.cross, settings.cross) : []),
    ...(results.storm?.length ? stormPart(results.storm) : []),
    ...(failures.length > 0
      ? [`## What failed\n\n${failures.map((each) => `- ${each}`).join('\n')}`]
      : []),
  ].join('\n\n')}\n`;
}
