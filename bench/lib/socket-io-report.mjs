import { judged, quietness, table, withRange } from './report.mjs';
import { ratio } from './socket-io.mjs';
import { over, short } from './statistics.mjs';

/** The most that a delivery may cost of what it costs the library. */
const BOUND = 1.15;

const ways = { alone: 'alone', ten: 'ten in one tick' };

function resultsTable(pairs, results) {
  const rows = pairs.flatMap(({ name, label }) =>
    Object.entries(ways).map(([way, said]) => {
      const runs = results[name];
      const cost = (side) => withRange(over(runs, (run) => run[side][way].cpuPerDelivery));
      const late = (side) =>
        ['p50', 'p99']
          .map((q) => short(over(runs, (run) => run[side][way][q])?.median))
          .join(' / ');
      return [
        `${label}, ${said}`,
        cost('own'),
        cost('peer'),
        withRange(over(runs, (run) => ratio(run, way))),
        late('own'),
        late('peer'),
        ['own', 'peer'].map((side) => Math.round(runs[0]?.[side][way].frameBytes)).join(' / '),
      ];
    }),
  );
  return table(
    [
      '',
      'Parley, µs CPU',
      'Socket.IO, µs CPU',
      'ratio',
      'Parley, ms',
      'Socket.IO, ms',
      'frame bytes',
    ],
    rows,
  );
}

/** Whether the machine was quiet: what is measured in turns bears more than what is not. */
function turnsQuietness(others) {
  const part = `Other programs used ${Math.round(others * 100)} % of the machine meanwhile`;
  return others > 0.1
    ? `**${part}: times and processor times alone are not worth much; the ratios, taken in turns, are.**`
    : quietness(others);
}

/** The whole of `results-socket-io.md`. */
export function socketIoReport({ pairs, results, failures, settings, facts, command }) {
  const all = Object.values(results).flat();
  const busiest = Math.max(
    0,
    ...all.flatMap((run) =>
      ['own', 'peer'].flatMap((side) =>
        Object.keys(ways).map((way) => run[side][way].generatorBusy),
      ),
    ),
  );
  const targets = pairs.flatMap(({ name, label }) =>
    Object.entries(ways).map(([way, said]) =>
      judged(
        `${label}, ${said}: CPU per delivery of the library’s`,
        over(results[name], (run) => ratio(run, way))?.median,
        BOUND,
        { unit: ' ×' },
      ),
    ),
  );
  const parts = [
    '# Socket.IO clients of Parley, beside Socket.IO',
    `Written by \`${command}\` in ${Math.round(settings.seconds)} s. ${facts.cores} cores (${facts.model}), Linux ${facts.kernel}, Node ${facts.node}, Socket.IO ${facts.socketIo}. ${facts.pinned ? 'The server had one core, the load generator the other.' : 'The processes were not pinned to cores.'}`,
    turnsQuietness(facts.others),
    '## The targets',
    targets.join('\n'),
    '## Deliveries',
    `${settings.subscribers} Socket.IO clients by WebSocket, messages of 90 bytes that are not stored. Server CPU (user + system, all threads) per delivery, and latency p50 / p99 (medians of the turns') from before the publisher's write to the client's read; medians of ${settings.runs} paired runs (least–most). In a pair both servers are up and are driven in turns, ${settings.slices} times ${settings.ms} ms each, so that whatever else the machine does meets both alike; the ratio is taken within the pair.`,
    resultsTable(pairs, results),
    ...(failures.length > 0
      ? [`## Pairs that failed twice\n\n${failures.map((each) => `- ${each}`).join('\n')}`]
      : []),
    `## How it is measured

- Both servers run the same application (\`peers/socket-io-events.mjs\`): the first client sends \`publish\` or \`shout\`, the handler calls \`io.to(room).emit\` or \`io.emit\`. For the topic, the client sends \`parley:publish\` with \`store: false\`; what is delivered tells its topic beside the payload.
- Parley is the whole server on its embedded database. Each client is a member, known by the token in its handshake, and is also on its member's own topics; the library has no members. Parley's rate limits are raised for the publisher; nothing else is changed from its defaults.
- The load generator (\`loadgen.c\`) counts frames by their beginnings. It was at most ${Math.round(busiest * 100)} % busy. The next burst goes out 5 ms (ten: 10 ms) after the last copy of the one before arrived.
- Processor time comes in steps of 10 ms; each figure of a run rests on at least ${short(Math.min(...all.flatMap((run) => ['own', 'peer'].flatMap((side) => Object.keys(ways).map((way) => run[side][way].serverSeconds)))))} s of it.`,
  ];
  return `${parts.join('\n\n')}\n`;
}
