import { CableSocket, type Frame } from './cable-socket.ts';

/** What a client of the extended protocol is made of. */
export interface ReturningOptions {
  /** Where the server is, asked each time. */
  readonly url: () => string;
  readonly token: string;
  /** What its identifier says. */
  readonly channel: Readonly<Record<string, unknown>>;
}

/** A client of the extended protocol that comes back as the official one does. */
export class ReturningClient {
  readonly identifier: string;
  readonly #options: ReturningOptions;
  #socket: CableSocket | undefined;
  #sid: string | undefined;
  #stopped = false;
  /** When it began, for streams of which it heard nothing yet. */
  readonly since: number = Math.floor(Date.now() / 1000);
  /** Where it is in each stream, as the frames said. */
  readonly #streams: Record<string, { offset: number; epoch: string }> = {};
  /** The messages that came, in their order. */
  readonly heard: Frame[] = [];
  /** How each of its connections began and ended. */
  readonly story: string[] = [];
  /** Resolves when it is subscribed for the first time. */
  readonly subscribed: Promise<void>;
  #onSubscribed: () => void = () => {};

  constructor(options: ReturningOptions) {
    this.#options = options;
    this.identifier = JSON.stringify(options.channel);
    this.subscribed = new Promise((resolve) => {
      this.#onSubscribed = resolve;
    });
    void this.#run();
  }

  /** The network takes the connection away. */
  drop(): void {
    this.#socket?.close();
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const socket = new CableSocket(this.#options.url(), {
        path: `/cable${this.#sid === undefined ? '' : `?sid=${this.#sid}`}`,
        headers: { authorization: `Bearer ${this.#options.token}` },
        protocols: ['actioncable-v1-ext-json'],
      });
      this.#socket = socket;
      try {
        for (;;) this.#take(socket, await socket.next());
      } catch {
        // Closed; a server that restarts is asked again.
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      }
    }
  }

  #take(socket: CableSocket, frame: Frame): void {
    const { type, message, epoch, offset } = frame;
    if (type === 'welcome') {
      this.#sid = String(frame['sid']);
      const restored = frame['restored_ids'];
      const isRestored = Array.isArray(restored) && restored.includes(this.identifier);
      this.story.push(isRestored ? 'restored' : 'welcome');
      socket.send({
        command: isRestored ? 'history' : 'subscribe',
        identifier: this.identifier,
        history: { since: this.since, streams: this.#streams },
      });
    } else if (type === 'disconnect') {
      this.#sid = undefined;
      this.story.push(String(frame['reason']));
    } else if (type === 'confirm_subscription') {
      this.#onSubscribed();
    } else if (type === undefined) {
      this.heard.push(message as Frame);
      if (typeof offset === 'number') {
        this.#streams[String(frame['stream_id'])] = { offset, epoch: String(epoch) };
      }
    } else {
      this.story.push(typeof type === 'string' ? type : 'odd');
    }
  }
}
