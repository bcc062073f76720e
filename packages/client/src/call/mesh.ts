import type { Clock } from '../clock.ts';
import type { ParleyError } from '../error.ts';
import type { Member } from '../message.ts';
import type { CallEvents, Participant } from './call-api.ts';
import { callError } from './errors.ts';
import type { CallLimits } from './limits.ts';
import type { LocalTracks, TrackKind } from './local-media.ts';
import { Peer } from './peer.ts';
import { memberWith, shown, type Person } from './people.ts';
import { readRtc, type Greeting, type Signal } from './signal.ts';

const SILENT = { audio: false, video: false, screen: false };

/** What a mesh needs from around it. */
export interface MeshOptions {
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** Names of connections. */
  readonly id: () => string;
  readonly members: () => ReadonlyMap<string, Member>;
  /** How many others may be in the call. */
  readonly most: () => number;
  /** One's own stable id. */
  readonly self: () => string | undefined;
  readonly send: (signal: Signal) => void;
  readonly tell: <K extends 'joined' | 'left' | 'error'>(event: K, about: CallEvents[K]) => void;
  readonly changed: () => void;
}

/** What connections are made of while one is in the call. */
export interface MeshStay {
  readonly connect: () => RTCPeerConnection;
  readonly local: LocalTracks;
  /** The connection that the others know us by. */
  readonly selfId: () => string;
  /** Whether another way may be looked for now. */
  readonly mayRestart: () => boolean;
  /** Whether the line to the server is down: then nobody else is lost yet. */
  readonly isAway: () => boolean;
}

/**
 * Everybody else in the call, and, while one is in it oneself, one connection to each of them. Known
 * by their connection to the server; who comes back on another one stays who they are.
 */
export class Mesh {
  readonly #options: MeshOptions;
  readonly #people = new Map<string, Person>();
  #stay: MeshStay | undefined;

  constructor(options: MeshOptions) {
    this.#options = options;
  }

  /** How many others are in the call. */
  get size(): number {
    return this.#people.size;
  }

  /** A copy: people may go while it is walked through. */
  get people(): Person[] {
    return [...this.#people.values()];
  }

  get(connectionId: string): Person | undefined {
    return this.#people.get(connectionId);
  }

  /** Everybody as shown. */
  view(): Map<string, Participant> {
    return new Map(this.people.map((person) => [person.connectionId, this.#shown(person)]));
  }

  /** From now on one is in the call. */
  enter(stay: MeshStay): void {
    this.#stay = stay;
  }

  /** Ends every connection; who is in the call stays known. */
  exit(): void {
    this.#stay = undefined;
    for (const person of this.people) this.#disconnect(person);
  }

  /** Nobody is known any more. */
  clear(): void {
    for (const person of this.people) this.forget(person);
  }

  /** Somebody says that they are in the call; `comes`: that they come into it now. */
  know(connectionId: string, { media, page }: Greeting, comes = false): Person {
    const { members, clock, tell, changed } = this.#options;
    const scid = memberWith(members(), connectionId)?.scid;
    let person = this.#people.get(connectionId) ?? this.#moved(connectionId, page, scid);
    const isNew = person === undefined;
    person ??= {
      connectionId,
      scid,
      page,
      media,
      heardAt: 0,
      speakingUntil: 0,
      speaking: false,
      peer: undefined,
      counters: undefined,
    };
    this.#people.set(connectionId, person);
    person.media = media;
    person.page ??= page;
    person.heardAt = clock.now();
    changed();
    if (isNew && comes) tell('joined', this.#shown(person));
    return person;
  }

  /** The same page on another connection. Nobody takes another member's place. */
  #moved(
    connectionId: string,
    page: string | undefined,
    scid: string | undefined,
  ): Person | undefined {
    if (page === undefined) return undefined;
    const person = this.people.find((one) => one.page === page && one.scid === scid);
    if (person === undefined) return undefined;
    this.#people.delete(person.connectionId);
    person.connectionId = connectionId;
    return person;
  }

  /** Somebody is not in the call any more. */
  forget(person: Person): void {
    if (this.#people.get(person.connectionId) !== person) return;
    this.#people.delete(person.connectionId);
    this.#disconnect(person);
    this.#options.changed();
    this.#options.tell('left', this.#shown(person));
  }

  /** Members left the topic, with all of their connections. */
  gone(members: readonly Member[]): void {
    const ids = new Set(members.map(({ scid }) => scid));
    for (const person of this.people) {
      if (person.scid !== undefined && ids.has(person.scid)) this.forget(person);
    }
  }

  /** Those who have not said since then that they are in the call are not. */
  forgetSilent(since: number): void {
    for (const person of this.people) if (person.heardAt < since) this.forget(person);
  }

  /** Makes the connection to somebody, unless there is one, and an offer to them. */
  offer(person: Person): void {
    if (person.peer === undefined) this.#connect(person, true);
  }

  /** Takes a description or candidates. */
  rtc(sender: string, payload: unknown): void {
    const { send, tell, limits } = this.#options;
    const signal = readRtc(payload, limits);
    if (signal === undefined) return tell('error', callError('bad_signal', sender));
    const isDescription = signal.kind === 'description';
    if (this.#stay === undefined) {
      // Whoever means us is told that we are not in the call.
      if (isDescription) send({ action: 'stop-stream', target: sender });
      return;
    }
    if (!isDescription) return this.#people.get(sender)?.peer?.candidates(signal);
    const person = this.#people.get(sender) ?? this.know(sender, { media: SILENT });
    const isOffer = signal.description.type === 'offer';
    if (person.peer?.isForeign(signal) === true) {
      this.#disconnect(person);
      // An answer of one who began anew: begin anew as well.
      if (!isOffer) return this.#connect(person, true);
    }
    if (person.peer === undefined && isOffer) this.#connect(person, false);
    person.peer?.description(signal);
  }

  /** Takes over what changed of one's own. */
  sendTrack(kind: TrackKind): void {
    for (const { peer } of this.#people.values()) peer?.send(kind);
  }

  /** New relays are at hand. */
  relays(configuration: RTCConfiguration): void {
    for (const { peer } of this.#people.values()) peer?.relays(configuration);
  }

  /** The line to the server is back. */
  mend(): void {
    for (const { peer } of this.#people.values()) peer?.mend();
  }

  #connect(person: Person, offers: boolean): void {
    const { clock, limits, id, most, send, tell, changed } = this.#options;
    const stay = this.#stay;
    if (stay === undefined) return;
    const connected = this.people.filter(({ peer }) => peer !== undefined).length;
    if (connected >= most()) {
      send({ action: 'stop-stream', target: person.connectionId });
      return;
    }
    person.peer = new Peer({
      connection: stay.connect(),
      link: id(),
      polite: stay.selfId() < person.connectionId,
      clock,
      limits,
      local: stay.local,
      send: (payload) => send({ action: 'rtc', target: person.connectionId, payload }),
      changed,
      failed: (error: ParleyError) => tell('error', error),
      lost: () => this.#lost(person, stay),
      beforeRestart: stay.mayRestart,
    });
    if (offers) person.peer.begin(true);
    changed();
  }

  #lost(person: Person, stay: MeshStay): void {
    if (stay.isAway()) return person.peer?.mend();
    this.forget(person);
    this.#options.tell('error', callError('peer_lost'));
  }

  #disconnect(person: Person): void {
    person.peer?.close();
    person.peer = undefined;
    person.counters = undefined;
    person.speaking = false;
  }

  #shown(person: Person): Participant {
    const { members, self } = this.#options;
    return shown(person, memberWith(members(), person.connectionId), self());
  }
}
