import type { TestServer } from '@parley/testing';
import { signIn, ticketOf, type Person } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

/** The demo's people on a server, signed in, and the sockets that they have open. */
export class DemoPeople {
  readonly #server: TestServer;
  readonly #people: readonly Person[];
  readonly #open: PlainSocket[] = [];

  private constructor(server: TestServer, people: readonly Person[]) {
    this.#server = server;
    this.#people = people;
  }

  static async of(server: TestServer): Promise<DemoPeople> {
    return new DemoPeople(
      server,
      await Promise.all([1, 2, 3, 4].map((who) => signIn(server, who))),
    );
  }

  /** The person with this number. */
  person(who: number): Person {
    const found = this.#people[who - 1];
    if (found === undefined) throw new Error(`Nobody is number ${who}.`);
    return found;
  }

  /** A socket of theirs. */
  async connect(who: number): Promise<PlainSocket> {
    const socket = await PlainSocket.open(
      this.#server,
      await ticketOf(this.#server, this.person(who)),
    );
    this.#open.push(socket);
    return socket;
  }

  /** Closes their sockets. */
  close(): void {
    for (const socket of this.#open.splice(0)) socket.close();
  }
}

/** Joins and answers the frame that said yes or no. */
export function subscribe(
  socket: PlainSocket,
  topic: string,
  id: number,
): ReturnType<PlainSocket['next']> {
  socket.send({ op: 'subscribe', id, topic });
  return socket.next(['subscribed', 'error'], (frame) => frame['id'] === id);
}
