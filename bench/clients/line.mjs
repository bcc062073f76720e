import { Agent } from 'node:http';
import { Socket } from 'node:net';

/** One client's way to the server: cut, it breaks what is open and refuses what comes. */
export class Line extends Agent {
  #open = new Set();
  #isCut = false;

  constructor() {
    super({ keepAlive: false });
  }

  get isCut() {
    return this.#isCut;
  }

  createConnection(options, callback) {
    if (this.#isCut) {
      const refused = new Socket();
      const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      process.nextTick(() => refused.destroy(error));
      return refused;
    }
    const socket = super.createConnection(options, callback);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  }

  cut() {
    this.#isCut = true;
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  restore() {
    this.#isCut = false;
  }
}
