import type { Client } from '../client-api.ts';
import { systemClock, type Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import { ParleyError } from '../error.ts';
import type { Message } from '../message.ts';
import { randomId } from '../random-id.ts';
import type { RosterEvent, Subscription } from '../topic-handlers.ts';
import type {
  Call,
  CallEvents,
  CallOptions,
  CallSnapshot,
  JoinOptions,
  RingWord,
} from './call-api.ts';
import { callError } from './errors.ts';
import { Gate } from './gate.ts';
import { hear } from './hear.ts';
import { resolveCallLimits, type CallLimits } from './limits.ts';
import type { TrackKind } from './local-media.ts';
import { Loudness, readStatistics } from './loudness.ts';
import { Mesh, type MeshStay } from './mesh.ts';
import { browserPlatform } from './platform.ts';
import { RollCall } from './roll-call.ts';
import type { MediaState, Signal } from './signal.ts';
import { SignalLine } from './signal-line.ts';
import { Snapshots } from './snapshots.ts';
import { Stay } from './stay.ts';
import { callTransitions, type CallEvent, type CallState } from './state.ts';
import type { CallStatistics } from './statistics.ts';

const SILENT: MediaState = { audio: false, video: false, screen: false };

/** The call of a topic: who is in it, and the connections to them while one is in it oneself. */
export class TopicCall implements Call {
  readonly topic: string;
  readonly #client: Client;
  readonly #options: CallOptions;
  readonly #clock: Clock;
  readonly #limits: CallLimits;
  readonly #events = new Emitter<CallEvents>();
  readonly #snapshots: Snapshots<CallSnapshot>;
  readonly #line: SignalLine;
  readonly #loudness: Loudness;
  readonly #gate: Gate;
  readonly #mesh: Mesh;
  readonly #rollCall: RollCall;
  readonly #subscription: Subscription;
  readonly #onClosed: () => void;
  #state: CallState = 'idle';
  #stay: Stay | undefined;
  #joining: Promise<void> | undefined;
  #error: ParleyError | undefined;
  /** The connection that the others know us by. */
  #selfId = '';
  /** Who holds this call open. */
  #holds = 1;

  constructor(client: Client, topic: string, options: CallOptions, onClosed: () => void) {
    this.#client = client;
    this.topic = topic;
    this.#options = options;
    this.#onClosed = onClosed;
    this.#clock = options.clock ?? systemClock();
    this.#limits = resolveCallLimits(options.limits);
    const [clock, limits] = [this.#clock, this.#limits];
    this.#gate = new Gate(clock);
    this.#mesh = new Mesh({
      clock,
      limits,
      id: options.id ?? randomId,
      members: () => this.#subscription.members,
      // Of two who came for the last seat one is known for a moment: the server ends that.
      most: () => (this.#subscription.grants?.seats === undefined ? this.#peers : Infinity),
      self: () => client.member?.scid,
      send: (signal) => this.#line.send(signal),
      tell: (event, about) => this.#events.emit(event, about),
      changed: () => this.#changed(),
    });
    this.#rollCall = new RollCall({
      clock,
      limits,
      ask: () => this.#look(),
      absent: (since) => this.#mesh.forgetSilent(since),
    });
    this.#line = new SignalLine({
      client,
      topic,
      clock,
      limits,
      undelivered: (signal, error) => this.#undelivered(signal, error),
    });
    this.#loudness = new Loudness({
      clock,
      limits,
      people: () => this.#mesh.people,
      changed: () => this.#changed(),
    });
    this.#snapshots = new Snapshots(
      () => this.#view(),
      (now) => this.#events.emit('change', now),
    );
    this.#subscription = client.subscribe<unknown>(
      topic,
      {
        message: (message) => this.#message(message),
        roster: (event) => this.#roster(event),
        ready: () => this.#up(),
        status: (status) => status === 'joined' || this.#down(),
        error: (error) => this.#refused(error),
      },
      { history: 0 },
    );
  }

  get snapshot(): CallSnapshot {
    return this.#snapshots.current;
  }

  on<K extends keyof CallEvents>(event: K, listener: (event: CallEvents[K]) => void): () => void {
    return this.#events.on(event, listener);
  }

  hold(): this {
    this.#holds += 1;
    return this;
  }

  join(options: JoinOptions = {}): Promise<void> {
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

  async tell(word: RingWord, about: { readonly missed?: boolean } = {}): Promise<void> {
    await this.#gate.pass(this.#limits.lineWait);
    // While one is in it, it is one call, however often it rings.
    const call_id = this.#stay?.page ?? (this.#options.id ?? randomId)();
    const said = word === 'ring' ? { ...about, call_id } : about;
    await this.#client.transmit(false, word, this.topic, said);
  }

  leave(): void {
    if (this.#stay?.announced === true) this.#line.send({ action: 'stop-stream' });
    this.#end('leave');
  }

  async setMicrophone(on: boolean): Promise<void> {
    return this.#here().media.setAudio(on);
  }

  async setCamera(on: boolean): Promise<void> {
    return this.#here().media.setVideo(on);
  }

  async setScreen(on: boolean, options?: DisplayMediaStreamOptions): Promise<void> {
    return this.#here().media.setScreen(on, options);
  }

  async choose(kind: 'audio' | 'video', deviceId: string): Promise<void> {
    return this.#here().media.choose(kind, deviceId);
  }

  async devices(): Promise<readonly MediaDeviceInfo[]> {
    const { devices } = this.#stay?.platform ?? this.#options.platform ?? browserPlatform();
    return devices.enumerateDevices();
  }

  async statistics(connectionId: string): Promise<CallStatistics | undefined> {
    const person = this.#mesh.get(connectionId);
    return person && readStatistics(person, this.#clock.now());
  }

  close(): void {
    this.#holds -= 1;
    if (this.#holds > 0 || this.#state === 'closed') return;
    this.leave();
    this.#move('close');
    this.#rollCall.stop();
    this.#mesh.clear();
    this.#subscription.leave();
    this.#onClosed();
  }

  /** How many others may be in it: the server's to say. */
  get #peers(): number {
    const seats = this.#subscription.grants?.seats;
    return this.#options.limits?.peers ?? (seats === undefined ? this.#limits.peers : seats - 1);
  }

  #here(): Stay {
    if (this.#stay === undefined) throw callError('not_in_call');
    return this.#stay;
  }

  async #join({ audio = true, video = false }: JoinOptions): Promise<void> {
    let stay: Stay | undefined;
    try {
      stay = this.#open();
      if (this.#subscription.error !== undefined) throw this.#subscription.error;
      await this.#gate.pass(this.#limits.lineWait);
      this.#require(stay);
      if (this.#mesh.size > this.#peers) throw callError('call_full', `${this.#peers + 1} at most`);
      await Promise.all([stay.media.open({ audio, video }), stay.credentials.start()]);
      this.#require(stay);
      this.#selfId = this.#client.connectionId;
      stay.announced = true;
      this.#mesh.enter(this.#meshStay(stay));
      await this.#line.announce(this.#greeting('stream-inquiry'));
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
    const [clock, limits] = [this.#clock, this.#limits];
    this.#stay = new Stay({
      topic: this.topic,
      options: this.#options,
      clock,
      limits,
      sent: (...change) => this.#sent(...change),
      renewed: () => this.#stay && this.#mesh.relays(this.#stay.configuration),
      leaving: () => this.leave(),
      plugged: () => this.#events.emit('devices', undefined),
      failed: (error) => this.#events.emit('error', error),
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
    const stay = this.#stay;
    this.#stay = undefined;
    this.#move(event);
    if (stay === undefined) return;
    this.#mesh.exit();
    this.#loudness.stop();
    stay.end();
    this.#gate.refuse(callError('call_left'));
    this.#changed();
  }

  #move(event: CallEvent): void {
    this.#state = callTransitions[this.#state][event] ?? this.#state;
    this.#changed();
  }

  #up(): void {
    // What closed the topic is over; what became of one's own part stays to be read.
    if (!this.#gate.isOpen && this.#error?.code !== 'call_full') this.#error = undefined;
    this.#gate.open();
    if (this.#stay?.announced === true) {
      this.#selfId = this.#client.connectionId;
      this.#move('up');
      this.#line.send(this.#greeting('stream-inquiry'));
      this.#mesh.mend();
    } else {
      this.#line.send({ action: 'ping-channel' });
    }
    this.#rollCall.asked();
  }

  #down(): void {
    this.#gate.shut();
    this.#line.clear();
    this.#rollCall.stop();
    this.#move('down');
  }

  #refused(error: ParleyError): void {
    this.#gate.shut();
    this.#error = error;
    this.#gate.refuse(error);
    this.#end('fail');
    this.#mesh.clear();
  }

  #undelivered({ target }: Signal, error: ParleyError): void {
    if (error.code === 'not_connected' || error.code === 'not_joined') return;
    const person = target === undefined ? undefined : this.#mesh.get(target);
    if (error.code === 'no_such_connection') {
      // One who was connected may be back in a moment, on another connection.
      const isNew = (person?.peer?.state ?? 'connecting') === 'connecting';
      if (person !== undefined && isNew) this.#mesh.forget(person);
      return;
    }
    if (error.code === 'full') {
      // Already out of it: what was on its way is refused as well.
      if (this.#stay === undefined) return;
      this.#error = callError('call_full', error.message);
      // Who heard of us before the server knew better forgets us.
      if (this.#stay.announced) this.#line.send({ action: 'stop-stream' });
      this.#end('fail');
      return;
    }
    this.#events.emit('error', error);
  }

  /** Those outside ask; those inside see by their connections who is there. */
  #look(): boolean {
    if (this.#stay !== undefined || this.#mesh.size === 0) return false;
    this.#line.send({ action: 'ping-channel' });
    return true;
  }

  #greeting(action: Signal['action'], target?: string): Signal {
    const { media, page } = this.#here();
    const payload = { media: media.state, page };
    return { action, payload, ...(target !== undefined && { target }) };
  }

  #message(message: Message<unknown>): void {
    if (message.store || message.sender === this.#client.connectionId) return;
    const isIn = this.#stay?.announced === true;
    const greet = (to: string): void => this.#line.send(this.#greeting('start-stream', to));
    hear(message, { mesh: this.#mesh, greet: isIn ? greet : undefined });
  }

  #roster({ left }: RosterEvent): void {
    // After a drop the roster is told anew, and who is not back yet may be in a moment.
    if (this.#gate.isOpen) this.#mesh.gone(left);
    this.#changed();
  }

  #meshStay(stay: Stay): MeshStay {
    return {
      connect: () => stay.connect(),
      local: stay.media,
      selfId: () => this.#selfId,
      isAway: () => this.#state === 'away',
      mayRestart: () => this.#gate.isOpen && stay.credentials.good(),
    };
  }

  /** What one sends changed. */
  #sent(kind: TrackKind, isSame: boolean): void {
    if (this.#stay?.announced === true) {
      if (!isSame) this.#mesh.sendTrack(kind);
      this.#line.send(this.#greeting('stream-state'));
    }
    this.#changed();
  }

  #changed(): void {
    this.#snapshots.changed();
  }

  #view(): CallSnapshot {
    const media = this.#stay?.media;
    return {
      state: this.#state,
      ready: this.#gate.isOpen,
      error: this.#error,
      media: media?.state ?? SILENT,
      stream: media?.stream,
      screen: media?.screen,
      speaking: media?.state.audio === true && this.#loudness.self,
      devices: { audio: media?.deviceOf('audio'), video: media?.deviceOf('video') },
      participants: this.#mesh.view(),
    };
  }
}
