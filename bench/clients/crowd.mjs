/**
 * Many clients in one process, each on a line that is cut every `every` ms for `down` ms, at a moment of
 * its own. Driven over IPC: `enter`, `cut`, `mend`, `tell`, `leave`; each is answered.
 */
import { Line } from './line.mjs';
import { parleyClient } from './parley.mjs';
import { socketIoClient } from './socket-io.mjs';

const kinds = { parley: parleyClient, 'socket-io': socketIoClient };
/** Clients that may be on their way in at once. */
const WIDTH = 32;

/** Milliseconds on a clock that all processes of the machine share. */
const now = () => Number(process.hrtime.bigint() / 1000n) / 1000;

const members = [];
const replayed = [];
const live = [];
let timers = [];
let cuts = 0;

/** Remembers what one client got. */
class Member {
  line = new Line();
  /** The network was there again at this time. */
  restoredAt = 0;
  seen = new Set();
  last = 0;
  repeated = 0;
  disordered = 0;

  hear({ n, at }) {
    if (n === undefined) return;
    const time = now();
    if (this.seen.has(n)) {
      this.repeated += 1;
      return;
    }
    this.seen.add(n);
    if (n < this.last) this.disordered += 1;
    this.last = n;
    // Published before the network was back: it could not come earlier than that.
    if (at < this.restoredAt) replayed.push(time - this.restoredAt);
    else live.push(time - at);
  }

  /** Cuts the line at `phase` and every `every` ms from then on, each time for `down` ms. */
  jitter(phase, every, down) {
    const cut = () => {
      cuts += 1;
      this.line.cut();
      timers.push(
        setTimeout(() => this.restore(), down),
        setTimeout(cut, every),
      );
    };
    timers.push(setTimeout(cut, phase));
  }

  restore() {
    if (!this.line.isCut) return;
    this.restoredAt = now();
    this.line.restore();
  }
}

function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (q) => (sorted.length === 0 ? undefined : sorted[Math.floor((sorted.length - 1) * q)]);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const commands = {
  async enter({ kind, port, topic, count, tokens = [] }) {
    let next = 0;
    const lane = async () => {
      while (next < count) {
        const member = new Member();
        const token = tokens[next];
        next += 1;
        await new Promise((resolve) => {
          const heard = { ready: resolve, message: (payload) => member.hear(payload) };
          member.leave = kinds[kind](member.line, { port, topic, token }, heard);
        });
        members.push(member);
      }
    };
    await Promise.all(Array.from({ length: WIDTH }, lane));
    return { count: members.length };
  },

  cut({ every, down }) {
    // Spread evenly, so that as many are away at any moment.
    members.forEach((member, i) => member.jitter((every * i) / members.length, every, down));
    return {};
  },

  mend() {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    for (const member of members) member.restore();
    return {};
  },

  tell({ published }) {
    const sum = (of) => members.reduce((total, member) => total + of(member), 0);
    const { user, system } = process.cpuUsage();
    return {
      delivered: sum(({ seen }) => seen.size),
      complete: sum(({ seen }) => (seen.size === published ? 1 : 0)),
      repeated: sum(({ repeated }) => repeated),
      disordered: sum(({ disordered }) => disordered),
      cuts,
      replay: quantiles(replayed),
      live: quantiles(live),
      cpu: (user + system) / 1e6,
    };
  },

  leave() {
    for (const { leave } of members) leave();
    return {};
  },
};

async function answer({ id, command, ...given }) {
  try {
    process.send({ id, answer: await commands[command](given) });
  } catch (error) {
    process.send({ id, error: String(error.stack) });
  }
}

process.on('message', (message) => void answer(message));
process.once('disconnect', () => process.exit());
