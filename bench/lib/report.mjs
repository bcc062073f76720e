import { over, short } from './statistics.mjs';

/** A table in Markdown; the first column is text, the others are numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

/** The median with its range. */
export function withRange(summary) {
  if (!summary) return '–';
  if (summary.least === summary.most) return short(summary.median);
  return `${short(summary.median)} (${short(summary.least)}–${short(summary.most)})`;
}

function ratio(value, base) {
  return value === undefined || base === undefined ? '–' : `${(value / base).toFixed(2)} ×`;
}

/** All medians that the tables and the targets need, by name of the server measured. */
export function summarize(results) {
  const summary = {};
  for (const [name, runs] of Object.entries(results.fanOut)) {
    summary[name] = { ...summary[name] };
    for (const way of ['alone', 'ten']) {
      summary[name][way] = {
        cpu: over(runs, (run) => run[way].cpuPerDelivery),
        p50: over(runs, (run) => run[way].p50)?.median,
        p99: over(runs, (run) => run[way].p99)?.median,
        frameBytes: runs[0]?.[way].frameBytes,
        generatorBusy: over(runs, (run) => run[way].generatorBusy)?.median,
      };
    }
  }
  for (const [name, runs] of Object.entries(results.memory)) {
    summary[name] = {
      ...summary[name],
      held: over(runs, (run) => run.perConnection),
      asItIs: over(runs, (run) => run.perConnectionAsItIs),
      connect: over(runs, (run) => run.connectCost),
      ticket: over(runs, (run) => run.ticketCost),
      empty: over(runs, (run) => run.empty),
    };
  }
  return summary;
}

function fanOutTable(targets, summary) {
  const bun = summary.bun;
  const rows = targets
    .filter(({ name }) => summary[name]?.alone?.cpu)
    .map(({ name, label }) => {
      const { alone, ten } = summary[name];
      return [
        label,
        withRange(alone.cpu),
        ratio(alone.cpu.median, bun?.alone?.cpu?.median),
        `${short(alone.p50)} / ${short(alone.p99)}`,
        withRange(ten.cpu),
        ratio(ten.cpu.median, bun?.ten?.cpu?.median),
        `${short(ten.p50)} / ${short(ten.p99)}`,
        Math.round(alone.frameBytes),
      ];
    });
  return table(
    [
      '',
      'alone: µs CPU',
      'of Bun',
      'p50 / p99 ms',
      'ten: µs CPU',
      'of Bun',
      'p50 / p99 ms',
      'frame bytes',
    ],
    rows,
  );
}

function memoryTable(targets, summary) {
  const rows = targets
    .filter(({ name }) => summary[name]?.held)
    .map(({ name, label }) => {
      const { held, asItIs, connect, ticket, empty } = summary[name];
      return [
        label,
        withRange(held),
        withRange(asItIs),
        `${short(connect.median)}${ticket ? ` + ${short(ticket.median)} for the ticket` : ''}`,
        short(empty.median / 1024),
      ];
    });
  return table(
    ['', 'KB held', 'KB before a collection', 'connect + subscribe, µs CPU', 'server alone, MB'],
    rows,
  );
}

function storedTable(runs) {
  const rows = [
    ['rows/s, Parley', withRange(over(runs, (run) => run.rowsPerSecond))],
    [
      'rows/s, appends in the process, same group size',
      withRange(over(runs, (run) => run.inProcess?.rowsPerSecond)),
    ],
    ['of the appends in the process', withRange(over(runs, (run) => run.ratio))],
    ['acknowledgement p50, ms', withRange(over(runs, (run) => run.p50))],
    ['acknowledgement p99, ms', withRange(over(runs, (run) => run.p99))],
    ['group size, mean rows', withRange(over(runs, (run) => run.groupSize))],
    [
      'event loop delay p99 of the main thread, ms',
      withRange(over(runs, (run) => run.loopDelay?.p99)),
    ],
    ['server CPU per row, all threads, µs', withRange(over(runs, (run) => run.cpuPerRow))],
  ];
  return table(['', 'median (least–most)'], rows);
}

/** One target, met or missed. */
export function judged(label, value, bound, { atLeast = false, unit = '' } = {}) {
  if (value === undefined || bound === undefined) return `- not measured: ${label}`;
  const met = atLeast ? value >= bound : value <= bound;
  return `- **${met ? 'met' : 'MISSED'}**: ${label}: ${short(value)}${unit}, the bound is ${short(bound)}${unit}`;
}

/** Every target of the benchmark, each met or missed. */
export function targetsJudged(summary, stored) {
  const { parley, bun, ws } = summary;
  const socketIo = summary['socket-io'];
  const alone = parley?.alone?.cpu?.median;
  const times = (each, way, factor) => {
    const cpu = each?.[way]?.cpu?.median;
    return cpu === undefined ? undefined : cpu * factor;
  };
  return [
    judged('CPU per delivery alone ≤ 1.5 × Bun', alone, times(bun, 'alone', 1.5), { unit: ' µs' }),
    judged('CPU per delivery alone below the `ws` loop', alone, times(ws, 'alone', 1), {
      unit: ' µs',
    }),
    judged('CPU per delivery alone below Socket.IO', alone, times(socketIo, 'alone', 1), {
      unit: ' µs',
    }),
    judged(
      'CPU per delivery, ten per tick, ≤ 1.25 × Bun',
      parley?.ten?.cpu?.median,
      times(bun, 'ten', 1.25),
      { unit: ' µs' },
    ),
    judged(
      'memory per connection with subscription and presence',
      parley?.held?.median,
      parley && 10,
      { unit: ' KB' },
    ),
    judged(
      'stored rows/s of appends in the process',
      over(stored, (run) => run.ratio)?.median,
      0.5,
      { atLeast: true },
    ),
    judged(
      'event loop delay p99 while storing',
      over(stored, (run) => run.loopDelay?.p99)?.median,
      10,
      { unit: ' ms' },
    ),
  ];
}

/** The whole of `results.md`. */
export function report({ targets, results, facts, settings, command }) {
  const summary = summarize(results);
  const { fanOut, memory, stored } = settings;
  const parts = [
    '# Parley beside its peers',
    `Written by \`${command}\` in ${Math.round(settings.seconds)} s. ${facts.cores} cores (${facts.model}), Linux ${facts.kernel}, Node ${facts.node}, Bun ${facts.bun}. Figures are medians of ${settings.runs} interleaved runs (least–most). ${facts.pinned ? 'The server had one core, the load generator the other.' : 'The processes were not pinned to cores.'}`,
    quietness(facts.others),
    '## The targets',
    targetsJudged(summary, results.stored).join('\n'),
    `## Deliveries\n\n${fanOut.subscribers} subscribers of one topic, transient messages of 90 bytes, each alone or ten in one tick. Server CPU (user + system, all threads) per delivery; latency from before the publisher's write to the subscriber's read.`,
    fanOutTable(targets, summary),
    `## Connections\n\n${memory.connections} connections over ${memory.topics} topics, each with its subscription (in Parley each is a member of its own, with presence). Anonymous Pss, after minus before, over connections.`,
    memoryTable(targets, summary),
    `## Stored messages\n\n${stored.publishers} publishers with ${stored.depth} in flight each, each on a topic of its own, on the embedded database.`,
    results.stored.length > 0 ? storedTable(results.stored) : 'Not measured.',
    ...(results.failures.length > 0
      ? [
          `## Runs that failed twice and are not in the figures\n\n${results.failures.map((each) => `- ${each}`).join('\n')}`,
        ]
      : []),
    method(summary),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Whether the machine was quiet, in a sentence. */
export function quietness(others) {
  const part = `Other programs used ${Math.round(others * 100)} % of the machine meanwhile`;
  return others > 0.1
    ? `**${part}: it was not quiet, and no figure here is worth much.**`
    : `${part}.`;
}

function method(summary) {
  const busiest = Math.max(
    0,
    ...Object.values(summary).flatMap((each) => [
      each.alone?.generatorBusy ?? 0,
      each.ten?.generatorBusy ?? 0,
    ]),
  );
  return `## How it is measured

- The load generator (\`loadgen.c\`) is one thread that counts frames by their beginnings and parses no JSON. It was at most ${Math.round(busiest * 100)} % busy, so it was not the bottleneck.
- Publishing is driven the same way in each server: the first subscriber publishes over its own WebSocket. "Ten in one tick" is ten frames in one write, which every server here reads in one turn of its event loop. The next burst goes out 5 ms (ten: 10 ms) after the last copy of the one before arrived, so no server is measured in overload.
- The content is the same 90 bytes. The \`ws\` loop, Bun and the floors send just that; Socket.IO and Parley add what their protocols say of it (see "frame bytes"); Parley also checks schema, rights and rate, and tells topic, sender and time.
- The kernel floor is a C program that only calls \`write\`. The Node floor writes one ready-made frame to each socket and joins the writes of a tick; a server on Node cannot be far below it.
- Latency includes the queue: in a fan-out to a thousand, the last one waits for 999 others.
- Memory is taken after a full garbage collection on both sides of the difference (and, in the next column, before that collection). It is the anonymous part of Pss: the rest is the program's own file, whose share depends on who else runs it. Kernel socket buffers are in no row. What V8 grew its young generation to (some 25 MB, once) is in the difference.
- Parley's rate limits are raised for the publishers; nothing else is changed from its defaults.
- Processor time comes in steps of 10 ms; each figure rests on a second or more of it.`;
}
