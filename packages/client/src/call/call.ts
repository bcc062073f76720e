import type { Client } from '../client-api.ts';
import { systemClock, type Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { ParleyError } from '../error.ts';
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
import { Gate } from './gate.ts';
import { hear } from './hear.ts';
import { resolveCallLimits, type CallLimits } from './limits.ts';
import { readStatistics } from './loudness.ts';
import { Mesh } from './mesh.ts';
import { Part } from './part.ts';
import { browserPlatform } from './platform.ts';
import { RollCall } from './roll-call.ts';
import type { Signal } from './signal.ts';
import { SignalLine } from './signal-line.ts';
import { Snapshots } from './snapshots.ts';
import type { CallStatistics } from './statistics.ts';
import { viewOf } from './view.ts';

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
  readonly #gate: Gate;
  readonly #mesh: Mesh;
  readonly #part: Part;
  readonly #rollCall: RollCall;
  readonly #subscription: Subscription;
  readonly #onClosed: () => void;
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
    this.#part = new Part({
      client,
      topic,
      options,
      clock,
      limits,
      gate: this.#gate,
      mesh: this.#mesh,
      line: this.#line,
      most: () => this.#peers,
      topicError: () => this.#subscription.error,
      tell: (event, about) => this.#events.emit(event, about),
      changed: () => this.#changed(),
    });
    this.#snapshots = new Snapshots(
      () => viewOf(this.#part, { ready: this.#gate.isOpen, participants: this.#mesh.view() }),
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
    return this.#part.join(options);
  }

  async tell(word: RingWord, about: { readonly missed?: boolean } = {}): Promise<void> {
    await this.#gate.pass(this.#limits.lineWait);
    // While one is in it, it is one call, however often it rings.
    const call_id = this.#part.stay?.page ?? (this.#options.id ?? randomId)();
    const said = word === 'ring' ? { ...about, call_id } : about;
    await this.#client.transmit(false, word, this.topic, said);
  }

  leave(): void {
    this.#part.leave();
  }

  async setMicrophone(on: boolean): Promise<void> {
    return this.#part.here.media.setAudio(on);
  }

  async setCamera(on: boolean): Promise<void> {
    return this.#part.here.media.setVideo(on);
  }

  async setScreen(on: boolean, options?: DisplayMediaStreamOptions): Promise<void> {
    return this.#part.here.media.setScreen(on, options);
  }

  async choose(kind: 'audio' | 'video', deviceId: string): Promise<void> {
    return this.#part.here.media.choose(kind, deviceId);
  }

  async devices(): Promise<readonly MediaDeviceInfo[]> {
    const { devices } = this.#part.stay?.platform ?? this.#options.platform ?? browserPlatform();
    return devices.enumerateDevices();
  }

  async statistics(connectionId: string): Promise<CallStatistics | undefined> {
    const person = this.#mesh.get(connectionId);
    return person && readStatistics(person, this.#clock.now());
  }

  close(): void {
    this.#holds -= 1;
    if (this.#holds > 0 || this.#part.state === 'closed') return;
    this.#part.close();
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

  #up(): void {
    const wasOpen = this.#gate.isOpen;
    this.#gate.open();
    if (!this.#part.up(wasOpen)) this.#line.send({ action: 'ping-channel' });
    this.#rollCall.asked();
  }

  #down(): void {
    this.#gate.shut();
    this.#line.clear();
    this.#rollCall.stop();
    this.#part.down();
  }

  #refused(error: ParleyError): void {
    this.#gate.shut();
    this.#gate.refuse(error);
    this.#part.refused(error);
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
    if (error.code === 'full') return this.#part.full(error);
    this.#events.emit('error', error);
  }

  /** Those outside ask; those inside see by their connections who is there. */
  #look(): boolean {
    if (this.#part.stay !== undefined || this.#mesh.size === 0) return false;
    this.#line.send({ action: 'ping-channel' });
    return true;
  }

  #message(message: Message<unknown>): void {
    if (message.store || message.sender === this.#client.connectionId) return;
    hear(message, { mesh: this.#mesh, greet: this.#part.announced ? this.#part.greet : undefined });
  }

  #roster({ left }: RosterEvent): void {
    // After a drop the roster is told anew, and who is not back yet may be in a moment.
    if (this.#gate.isOpen) this.#mesh.gone(left);
    this.#changed();
  }

  #changed(): void {
    this.#snapshots.changed();
  }
}
