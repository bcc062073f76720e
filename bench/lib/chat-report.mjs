import { cableWays, ratioOf } from './cable-fan-out.mjs';
import { judged, quietness, table, withRange } from './report.mjs';
import { over, short } from './statistics.mjs';

const percent = (share) => `${Math.round(share * 100)} %`;

function cablePart(results, { subscribers, ms }) {
  const of = (way, pace, key) => over(results[way], (run) => run[pace][key]);
  const rows = cableWays.map(({ name, label }) => [
    label,
    ...['alone', 'ten'].flatMap((pace) => [
      withRange(of(name, pace, 'cpuPerDelivery')),
      name === 'topic' ? '1' : `${short(ratioOf(results, name, pace).median)} ×`,
      `${short(of(name, pace, 'p50').median)} / ${short(of(name, pace, 'p99').median)}`,
    ]),
    Math.round(of(name, 'alone', 'frameBytes').median),
    percent(of(name, 'alone', 'busy').median),
  ]);
  return [
    '## Fan-out',
    `${subscribers} subscribers of one topic on one node, each a member of its own; the application publishes transient messages of 90 bytes, each alone in its tick (40 a second) or ten in one (15 times a second), for ${ms / 1000} s. Server CPU (user + system, all threads) per delivery, the pings of Action Cable (one for each client every 3 s) included. "Every identifier another": each client's own parameters are in its identifier, so each frame is made for one. The share is the median of the rounds' ratios to the topic protocol's.`,
    table(
      [
        '',
        'alone: µs CPU',
        'of topic',
        'p50 / p99 ms',
        'ten: µs CPU',
        'of topic',
        'p50 / p99 ms',
        'frame bytes',
        'server busy',
      ],
      rows,
    ),
    [
      judged(
        'one identifier, alone, of the topic protocol',
        ratioOf(results, 'cable', 'alone')?.median,
        1.15,
      ),
      judged(
        'one identifier, ten per tick, of the topic protocol',
        ratioOf(results, 'cable', 'ten')?.median,
        1.15,
      ),
    ].join('\n'),
  ];
}

function roomsPart({ runs, costs }, { posters, ms }) {
  const rows = [];
  for (const [engine, sizes] of Object.entries(runs)) {
    for (const [size, all] of Object.entries(sizes)) {
      for (const way of Object.keys(all[0])) {
        const of = (load, key) => over(all, (run) => run[way][load][key]);
        rows.push([
          engine,
          size,
          all[0][way].rooms,
          withRange(of('full', 'rate')),
          `${short(of('full', 'p50').median)} / ${short(of('full', 'p99').median)}`,
          short(of('full', 'cpuPerMessage').median),
          short(of('half', 'rate').median),
          `${short(of('half', 'p50').median)} / ${short(of('half', 'p99').median)}`,
        ]);
      }
    }
  }
  return [
    '## Messages of chat',
    `\`POST …/chat_room_messages\` with a rich text of one paragraph, by members in turn, into rooms of 10, 100 and 1,000 participants. 1,000 members are connected to \`/cable\`, each subscribed to its room's channel and to its own. Full: ${posters} requests under way at once for ${ms / 1000} s, over all rooms or all into one. Half: at half that rate, whatever comes back. Time: from just before the request until the last participant has the message on the room's channel. The server's main thread has one core; the other is shared by the load generator, the program that posts, the database's threads (SQLite) or Postgres.`,
    table(
      [
        'engine',
        'participants',
        'rooms',
        'full: messages/s',
        'p50 / p99 ms',
        'server CPU ms per message',
        'half: messages/s',
        'p50 / p99 ms',
      ],
      rows,
    ),
    '### What one message causes',
    'Counted on Postgres by `pg_stat_statements`, over 40 messages; on the embedded database the same units run beside the file, and nothing travels.',
    ...Object.entries(costs).flatMap(([size, statements]) => [
      `**${size} participants**`,
      table(
        ['statement', 'calls', 'rows'],
        statements.map(({ text, calls, rows: got }) => [
          `\`${text.length > 110 ? `${text.slice(0, 110)} …` : text}\``,
          short(calls),
          short(got),
        ]),
      ),
    ]),
    why,
  ];
}

const why = `Why each:

- *The token's member* is looked up for each request: what was revoked a moment ago must not post.
- *Locks*: the room's head first, which gives the message its place; then the participants' heads, in the order of their ids. A wait for those is short, since they are locked out of order the first time: two units that wait for each other part after 25 ms and come back with all heads in order.
- *The id's earlier use* and *its remembering*: a repeated request is stored once.
- *The speaker* in one query: the room, the right to speak under the room's lock, and the name that is told.
- *The message*, *the room's last activity* and *the listeners* of the room: one row, one row, one read.
- *topic_messages*: one row holds the message, on the room's topic. Each participant's own topic gets a row that points at it, without a copy: those rows are what makes a member's own channel resumable. Above 500 participants there are none; a room tells its members together, at most once in a while, in one change.
- *topics*: the heads move in one statement. Unread counts are derived from read marks, so there is no counter per participant to write.`;

/** The whole of `results-chat.md`. */
export function chatReport({ results, settings, facts, command, failures }) {
  const parts = [
    '# Action Cable and chat',
    `Written by \`${command}\` in ${Math.round(settings.seconds)} s. ${facts.cores} cores (${facts.model}), Linux ${facts.kernel}, Node ${facts.node}. Figures are medians of interleaved runs (least–most). ${facts.pinned ? 'The server had one core, the load generator the other.' : 'The processes were not pinned to cores.'}`,
    quietness(facts.others),
    ...(results.cable ? cablePart(results.cable, settings.cable) : []),
    ...(results.rooms ? roomsPart(results.rooms, settings.rooms) : []),
    ...(failures.length > 0
      ? [`## What failed\n\n${failures.map((each) => `- ${each}`).join('\n')}`]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
