import type { Client } from '../client-api.ts';
import type { Clock } from '../clock.ts';
import { ParleyError } from '../error.ts';
import type { CallEvents, CallOptions, JoinOptions } from './call-api.ts';
import { callError } from './errors.ts';
import type { Gate } from './gate.ts';
import type { CallLimits } from './limits.ts';
import type { TrackKind } from './local-media.ts';
import { Loudness } from './loudness.ts';
import type { Mesh, MeshStay } from './mesh.ts';
import type { Signal } from './signal.ts';
import type { SignalLine } from './signal-line.ts';
import { callTransitions, type CallEvent, type CallState } from './state.ts';
import { Stay } from './stay.ts';

/** What one's own part needs from around it. */
export interface PartOptions {
  readonly client: Pick<Client, 'connectionId'>;
  readonly topic: string;
  readonly options: CallOptions;
  readonly clock: Clock;
  readonly limits: CallLimits;
  readonly gate: Gate;
  readonly mesh: Mesh;
  readonly line: SignalLine;
  /** How many others may be in the call. */
  readonly most: () => number;
  /** Why the topic is closed. */
  readonly topicError: () => ParleyError | undefined;
  readonly tell: <K extends 'devices' | 'error'>(event: K, about: CallEvents[K]) => void;
  readonly changed: () => void;
}

/** One's own part in a call: coming in, being in it, over whichever connection, and going. */
export class Part {
  readonly #options: PartOptions;
  readonly #loudness: Loudness;
  #state: CallState = 'idle';
  #stay: Stay | undefined;
  #joining: Promise<void> | undefined;
  #error: ParleyError | undefined;
  /** The connection that the others know us by. */
  #selfId = '';

  constructor(options: PartOptions) {
    this.#options = options;
    const { clock, limits, mesh, changed } = options;
    this.#loudness = new Loudness({ clock, limits, people: () => mesh.people, changed });
  }

  get state(): CallState {
    return this.#state;
  }

  /** Why it ended or did not begin, or the topic is closed. */
  get error(): ParleyError | undefined {
    return this.#error;
  }

  get stay(): Stay | undefined {
    return this.#stay;
  }

  get speaking(): boolean {
    return this.#stay?.media.state.audio === true && this.#loudness.self;
  }

  /** Whether the others were told. */
  get announced(): boolean {
    return this.#stay?.announced === true;
  }

  /** What is open while one is in it. Throws `not_in_call`. */
  get here(): Stay {
    if (this.#stay === undefined) throw callError('not_in_call');
    return this.#stay;
  }

  join(options: JoinOptions): Promise<void> {
    if (this.#state === 'closed') return Promise.reject(callError('call_closed'));
    // In it already, or on the way: the same call.
    if (this.#state !== 'idle') return this.#joining ?? Promise.resolve();
    this.#move('join');
    this.#error = undefined;
    this.#joining = this.#join(options).finally(() => {
      this.#joining = undefined;
    });
    return this.#joining;
  }

  readonly leave = (): void => {
    if (this.announced) this.#options.line.send({ action: 'stop-stream' });
    this.#end('leave');
  };

  close(): void {
    this.leave();
    this.#move('close');
  }

  /** Says to somebody that one is in the call. */
  readonly greet = (connectionId: string): void => {
    this.#options.line.send(this.#greeting('start-stream', connectionId));
  };

  /** The topic is joined, perhaps on another connection; answers whether one is in the call. */
  up(wasOpen: boolean): boolean {
    // What closed the topic is over; what became of one's own part stays to be read.
    if (!wasOpen && this.#error?.code !== 'call_full') this.#error = undefined;
    if (!this.announced) return false;
    const { client, line, mesh } = this.#options;
    this.#selfId = client.connectionId;
    this.#move('up');
    line.send(this.#greeting('stream-inquiry'));
    mesh.mend();
    return true;
  }

  /** The line to the server is down. */
  down(): void {
    this.#move('down');
  }

  /** The topic is closed. */
  refused(error: ParleyError): void {
    this.#error = error;
    this.#end('fail');
  }

  /** The server finds that one is one too many. */
  full({ message }: ParleyError): void {
    // Already out of it: what was on its way is refused as well.
    if (this.#stay === undefined) return;
    this.#error = callError('call_full', message);
    // Who heard of us before the server knew better forgets us.
    if (this.announced) this.#options.line.send({ action: 'stop-stream' });
    this.#end('fail');
  }

  async #join({ audio = true, video = false }: JoinOptions): Promise<void> {
    const { client, gate, limits, line, mesh, most, topicError } = this.#options;
    let stay: Stay | undefined;
    try {
      stay = this.#open();
      const closed = topicError();
      if (closed !== undefined) throw closed;
      await gate.pass(limits.lineWait);
      this.#require(stay);
      if (mesh.size > most()) throw callError('call_full', `${most() + 1} at most`);
      await Promise.all([stay.media.open({ audio, video }), stay.credentials.start()]);
      this.#require(stay);
      this.#selfId = client.connectionId;
      stay.announced = true;
      mesh.enter(this.#meshStay(stay));
      await line.announce(this.#greeting('stream-inquiry'));
      this.#require(stay);
      this.#move('announced');
      this.#loudness.start();
    } catch (thrown) {
      const known = thrown instanceof ParleyError ? thrown : new ParleyError('internal');
      const error = known.code === 'full' ? callError('call_full', known.message) : known;
      // Left meanwhile, and perhaps begun anew: then it is not ours to end.
      if (stay === undefined || stay === this.#stay) {
        this.#error = error;
        this.#end('fail');
      }
      throw error;
    }
  }

  #open(): Stay {
    const { topic, options, clock, limits, mesh, tell } = this.#options;
    this.#stay = new Stay({
      topic,
      options,
      clock,
      limits,
      sent: (...change) => this.#sent(...change),
      renewed: () => this.#stay && mesh.relays(this.#stay.configuration),
      leaving: this.leave,
      plugged: () => tell('devices', undefined),
      failed: (error) => tell('error', error),
    });
    return this.#stay;
  }

  /** Throws when one left meanwhile. */
  #require(stay: Stay): void {
    if (this.#stay === stay) return;
    stay.media.stop();
    throw callError('call_left');
  }

  #end(event: CallEvent): void {
    const { mesh, gate, changed } = this.#options;
    const stay = this.#stay;
    this.#stay = undefined;
    this.#move(event);
    if (stay === undefined) return;
    mesh.exit();
    this.#loudness.stop();
    stay.end();
    gate.refuse(callError('call_left'));
    changed();
  }

  #move(event: CallEvent): void {
    this.#state = callTransitions[this.#state][event] ?? this.#state;
    this.#options.changed();
  }

  #greeting(action: Signal['action'], target?: string): Signal {
    const { media, page } = this.here;
    const payload = { media: media.state, page };
    return { action, payload, ...(target !== undefined && { target }) };
  }

  #meshStay(stay: Stay): MeshStay {
    const { gate } = this.#options;
    return {
      connect: () => stay.connect(),
      local: stay.media,
      selfId: () => this.#selfId,
      isAway: () => this.#state === 'away',
      mayRestart: () => gate.isOpen && stay.credentials.good(),
    };
  }

  /** What one sends changed. */
  #sent(kind: TrackKind, isSame: boolean): void {
    const { mesh, line, changed } = this.#options;
    if (this.announced) {
      if (!isSame) mesh.sendTrack(kind);
      line.send(this.#greeting('stream-state'));
    }
    changed();
  }
}
