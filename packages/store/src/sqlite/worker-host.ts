import { Worker } from 'node:worker_threads';
import { HubError } from '@parley/hub';
import { builtModule } from '../built-module.ts';
import { StoreUnavailable, unpackError, type Outcome } from '../errors.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** Milliseconds before a crashed worker is started again; doubled while it keeps crashing. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** How a worker is run. */
export interface HostOptions {
  /** What is known of a call that was under way when the worker died. */
  readonly lost: Outcome;
  /** Calls that may be under way; more are refused with `busy`. */
  readonly calls: number;
  /** Asked anew at every start. */
  readonly setup: () => unknown;
}

/** One worker, started again when it dies. Calls are answered in their order. */
export class WorkerHost {
  readonly #url: URL;
  readonly #options: HostOptions;
  readonly #pending = new Map<number, Pending>();
  /** The one that answers. */
  #worker: Worker | undefined;
  /** The one that runs, ready or not. */
  #started: Worker | undefined;
  #ready: Promise<void>;
  #next = 1;
  #pause = FIRST_PAUSE;
  #closing = false;
  #restart: NodeJS.Timeout | undefined;

  /** @param url The worker's module as source; its built sibling is what runs. */
  constructor(url: URL, options: HostOptions) {
    this.#url = new URL(builtModule(url.href));
    this.#options = options;
    this.#ready = this.#start();
  }

  /** Rejects with the reason when the first start failed. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Throws `busy` or `store_unavailable`, or what the worker's service threw. */
  async call(call: unknown): Promise<unknown> {
    if (this.#pending.size >= this.#options.calls) {
      throw new HubError('busy', 'Too many requests wait for the database.', { retryAfter: 500 });
    }
    const worker = this.#worker;
    if (worker === undefined || this.#closing) {
      throw new StoreUnavailable('The database is starting or closed.', 'none');
    }
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      const message: ToWorker = { kind: 'call', id, call };
      try {
        worker.postMessage(message);
      } catch (error) {
        this.#pending.delete(id);
        reject(error);
      }
    });
  }

  /** Ends the worker after what it was asked. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#restart);
    // One that is still opening closes when it is done; one that failed is ending by itself.
    const worker = this.#started;
    if (worker === undefined) return;
    const gone = new Promise<void>((resolve) => {
      worker.once('exit', () => resolve());
    });
    const message: ToWorker = { kind: 'close' };
    worker.postMessage(message);
    await gone;
  }

  #start(): Promise<void> {
    return new Promise((resolve, reject) => {
      // No flags of this process: test runners set some that a plain worker does not know.
      const worker = new Worker(this.#url, { workerData: this.#options.setup(), execArgv: [] });
      let why = new StoreUnavailable('The database worker died.', this.#options.lost);
      worker.on('message', (message: FromWorker) => {
        switch (message.kind) {
          case 'ready':
            this.#worker = worker;
            this.#pause = FIRST_PAUSE;
            resolve();
            break;
          case 'failed':
            reject(unpackError(message.error));
            break;
          case 'answer':
            this.#take(message.id)?.resolve(message.value);
            break;
          case 'error':
            this.#take(message.id)?.reject(unpackError(message.error));
            break;
        }
      });
      worker.on('error', (error) => {
        why = new StoreUnavailable(
          `The database worker died: ${String(error)}`,
          this.#options.lost,
        );
      });
      worker.on('exit', () => {
        reject(why);
        if (this.#worker === worker) this.#worker = undefined;
        for (const pending of this.#pending.values()) pending.reject(why);
        this.#pending.clear();
        if (this.#started === worker) this.#started = undefined;
        this.#again();
      });
      this.#started = worker;
    });
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #again(): void {
    if (this.#closing) return;
    this.#restart = setTimeout(() => {
      this.#ready = this.#start();
      // The next exit tries again; nobody waits for this one.
      this.#ready.catch(() => undefined);
    }, this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }
}
