// Strokes on a whiteboard: how late they are on the other sides, and how many bytes one costs.
import { setTimeout as wait } from 'node:timers/promises';
import { createClient, fetchTicket } from '../../packages/client/dist/index.js';
import { fetchBoard, whiteboard } from '../../packages/client/dist/whiteboard/index.js';
import { startParley } from '../../packages/testing/dist/index.js';
import { WebSocket } from 'ws';

/** The demo's meeting, and its two people. */
const BOOKING = 1;
const MEMBERS = [1, 4];
/** A stroke of two seconds, as a mouse draws it, and how many are drawn. */
const POINTS = 120;
const EVERY = 16;
const STROKES = 20;

/** Counts what goes out over the sockets of one client. */
function counted(bytes) {
  return class extends WebSocket {
    send(data) {
      bytes.sent += Buffer.byteLength(data);
      super.send(data);
    }
  };
}

async function tokenOf(server, memberId) {
  const response = await fetch(`${server.url}/api/v1/headless/auth_token`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.appToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ community_member_id: memberId }),
  });
  return (await response.json()).access_token;
}

function pointsOf(count) {
  return Array.from({ length: count }, (_, at) => [at * 2.37, Math.sin(at / 6) * 80.123]);
}

const strokeOf = (id, count) => ({
  id,
  type: 'freedraw',
  x: 100.5,
  y: 200.25,
  width: count * 2.37,
  height: 160.2,
  angle: 0,
  strokeColor: '#1e1e1e',
  backgroundColor: 'transparent',
  fillStyle: 'solid',
  strokeWidth: 2,
  strokeStyle: 'solid',
  roughness: 1,
  opacity: 100,
  groupIds: [],
  frameId: null,
  index: 'a1',
  roundness: null,
  seed: 1_234_567,
  version: count + 1,
  versionNonce: count * 7919,
  isDeleted: false,
  boundElements: null,
  updated: 1,
  link: null,
  locked: false,
  points: pointsOf(count),
  pressures: [],
  simulatePressure: true,
  lastCommittedPoint: null,
});

async function among(server, count, run) {
  const tokens = await Promise.all(MEMBERS.map((id) => tokenOf(server, id)));
  const heard = new Map();
  const bytes = { sent: 0 };
  const late = { passing: [], whole: [] };
  const change = ({ elements }) => {
    const now = performance.now();
    for (const { id, points } of elements) {
      const at = heard.get(`${id} ${points?.length ?? 0}`);
      if (at !== undefined) late.passing.push(now - at);
    }
  };
  const seats = Array.from({ length: count }, (_, index) => {
    const init = { headers: { authorization: `Bearer ${tokens[index % 2]}` } };
    const client = createClient({
      url: server.url,
      ticket: fetchTicket(server.url, init),
      webSocket: index === 0 ? counted(bytes) : WebSocket,
    });
    const load = fetchBoard(BOOKING, { url: server.url, init });
    const told = index === 0 ? {} : { change };
    const board = whiteboard(client, BOOKING, told, { load });
    client.connect();
    return { client, board };
  });
  while (seats.some(({ board }) => board.report.status !== 'live')) await wait(20);
  const [{ board }] = seats;
  let costs = 0;
  for (let stroke = 0; stroke < STROKES; stroke += 1) {
    const id = `s${run}-${count}-${stroke}`;
    const before = bytes.sent;
    for (let points = 2; points <= POINTS; points += 1) {
      const element = strokeOf(id, points);
      heard.set(`${id} ${points}`, performance.now());
      board.edit([element], { isBusy: points < POINTS });
      await wait(EVERY);
    }
    const released = performance.now();
    while (seats.some((seat) => !seat.board.elements.has(id))) await wait(1);
    late.whole.push(performance.now() - released);
    costs += bytes.sent - before;
  }
  const whole = Buffer.byteLength(JSON.stringify(board.elements.get(`s${run}-${count}-0`)));
  for (const seat of seats) {
    seat.board.leave();
    seat.client.disconnect();
  }
  return { late, bytes: costs / STROKES, whole };
}

function percentile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}

/** Measures; answers its part of the results. */
export async function strokes() {
  const server = await startParley();
  try {
    const rows = [];
    for (const count of [2, 20]) {
      const { late, bytes, whole } = await among(server, count, Date.now());
      rows.push(
        `| ${count} | ${percentile(late.passing, 0.5)} | ${percentile(late.passing, 0.99)} | ${Math.round(bytes)} | ${whole} |`,
      );
    }
    return `## Strokes

${STROKES} strokes of ${POINTS} points, one every ${EVERY} ms, from one client to the others. The latency is that of the newest point of each batch, from the moment it is drawn until the others are told; points before it have waited up to 100 ms more, so that they go out together.

| clients | latency p50, ms | p99, ms | bytes sent per stroke | the stroke itself, bytes |
| ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
  } finally {
    await server.stop();
  }
}
