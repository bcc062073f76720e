import type { Clock } from '../clock.ts';
import type { ParleyError } from '../error.ts';
import { callError } from './errors.ts';
import type { CallLimits } from './limits.ts';
import { isOfScreen, trackKinds, type LocalTracks, type TrackKind } from './local-media.ts';
import { Negotiation } from './negotiation.ts';
import type { Candidates, Description } from './signal.ts';
import { peerTransitions, type PeerEvent, type PeerState } from './state.ts';

/** What a peer needs from around it. */
export interface PeerOptions {
  readonly connection: RTCPeerConnection;
  /** This side's name of the connection. */
  readonly link: string;
  readonly polite: boolean;
  readonly clock: Clock;
  readonly limits: CallLimits;
  readonly local: LocalTracks;
  /** Sends an `rtc` signal to the other side. */
  readonly send: (payload: object) => void;
  /** State or streams changed. */
  readonly changed: () => void;
  readonly failed: (error: ParleyError) => void;
  /** The other side could not be reached for too long. */
  readonly lost: () => void;
  /** Before another way is looked for: credentials may have ended. `false`: not now, new ones come. */
  readonly beforeRestart: () => boolean;
}

/** The connection to one other participant: negotiation, candidates, tracks, and its health. */
export class Peer {
  readonly #options: PeerOptions;
  readonly #negotiation: Negotiation;
  readonly #senders = new Map<TrackKind, RTCRtpSender>();
  #state: PeerState = 'connecting';
  /** The other side's name of this connection, once it said it. */
  #remoteLink: string | undefined;
  #screenId: string | undefined;
  readonly #streams = new Map<string, MediaStream>();
  #found: RTCIceCandidateInit[] = [];
  #cancelSend: (() => void) | undefined;
  #cancelCare: () => void = () => {};
  #unreachableSince: number;
  #begun = false;

  constructor(options: PeerOptions) {
    this.#options = options;
    const { connection, limits, send, failed, clock } = options;
    this.#unreachableSince = clock.now();
    this.#negotiation = new Negotiation({
      connection,
      polite: options.polite,
      limits,
      failed,
      answering: () => this.begin(false),
      send: (description) => {
        if ((description.sdp?.length ?? 0) > limits.sdpCharacters)
          failed(callError('sdp_too_large'));
        else send({ sdp: description, link: options.link, screen: options.local.screenId });
      },
    });
    connection.addEventListener('icecandidate', ({ candidate }) => this.#offerCandidate(candidate));
    connection.addEventListener('icecandidateerror', (event) => {
      const { errorCode } = event;
      if (errorCode === 401 || errorCode === 403)
        failed(callError('relay_refused', `${errorCode}`));
    });
    connection.addEventListener('connectionstatechange', () => this.#moved());
    connection.addEventListener('track', ({ streams: [stream] }) => {
      if (stream !== undefined) this.#add(stream);
    });
    this.#care(limits.restartEvery);
  }

  get state(): PeerState {
    return this.#state;
  }

  get connection(): RTCPeerConnection {
    return this.#options.connection;
  }

  /** What the other side sends, the screen aside. */
  get stream(): MediaStream | undefined {
    for (const [id, stream] of this.#streams) if (id !== this.#screenId) return stream;
    return undefined;
  }

  /** The other side's screen. */
  get screen(): MediaStream | undefined {
    return this.#screenId === undefined ? undefined : this.#streams.get(this.#screenId);
  }

  /** The tracks that are the sound of a screen, either side's: nobody speaks there. */
  get sounds(): ReadonlySet<string> {
    const own = this.#options.local.track('sound');
    const tracks = [...(this.screen?.getTracks() ?? []), ...(own === undefined ? [] : [own])];
    return new Set(tracks.map(({ id }) => id));
  }

  /** Whether a signal is of another connection than this one: the other side began anew. */
  isForeign({ link }: Description | Candidates): boolean {
    return this.#remoteLink !== undefined && link !== this.#remoteLink;
  }

  /**
   * Sends what is at hand. Who offers does so at once, and the offer follows by itself; who answers,
   * once the offer is there, whose lines then carry it.
   */
  begin(offers: boolean): void {
    if (this.#begun) return;
    this.#begun = true;
    const { local, connection } = this.#options;
    for (const kind of trackKinds) this.send(kind);
    // Who sends nothing hears the others all the same.
    if (offers && local.track('audio') === undefined) {
      connection.addTransceiver('audio', { direction: 'recvonly' });
    }
  }

  /** Takes over a track that changed, came or went. */
  send(kind: TrackKind): void {
    const { local, connection, failed } = this.#options;
    if (this.#state === 'closed' || !this.#begun) return;
    const track = local.track(kind);
    const sender = this.#senders.get(kind);
    if (sender === undefined) {
      if (track !== undefined)
        this.#senders.set(kind, connection.addTrack(track, local.streamOf(kind)));
    } else if (isOfScreen(kind) && track === undefined) {
      this.#senders.delete(kind);
      connection.removeTrack(sender);
    } else {
      sender.replaceTrack(track ?? null).catch((error: unknown) => {
        failed(callError('negotiation_failed', String(error)));
      });
    }
  }

  description({ description, link, screen }: Description): void {
    if (
      description.type === 'answer' &&
      this.isForeign({ kind: 'candidates', candidates: [], link })
    ) {
      return;
    }
    this.#remoteLink ??= link;
    if (this.#screenId !== undefined && screen !== this.#screenId) {
      this.#streams.delete(this.#screenId);
    }
    this.#screenId = screen;
    this.#negotiation.description(description);
    this.#options.changed();
  }

  candidates(candidates: Candidates): void {
    if (!this.isForeign(candidates)) this.#negotiation.candidates(candidates.candidates);
  }

  /** New relays: they are used from the next round on, which begins now. */
  relays(configuration: RTCConfiguration): void {
    if (this.#state === 'closed') return;
    this.connection.setConfiguration(configuration);
    this.connection.restartIce();
  }

  /** The way to the server is back, and what was sent meanwhile may be lost. */
  mend(): void {
    if (this.#state === 'closed') return;
    this.#unreachableSince = this.#options.clock.now();
    if (!this.#negotiation.repeat() && this.#state !== 'connected') this.#restart();
    this.#care(this.#options.limits.restartEvery);
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#enter('gone');
    this.#cancelCare();
    this.#cancelSend?.();
    this.#streams.clear();
    this.connection.close();
  }

  #enter(event: PeerEvent): void {
    const next = peerTransitions[this.#state][event];
    if (next === undefined) return;
    this.#state = next;
    this.#options.changed();
  }

  #moved(): void {
    const { clock, limits } = this.#options;
    switch (this.connection.connectionState) {
      case 'connected':
        this.#cancelCare();
        return this.#enter('found');
      case 'disconnected':
      case 'failed': {
        const failed = this.connection.connectionState === 'failed';
        if (this.#state === 'connected') this.#unreachableSince = clock.now();
        this.#enter('dropped');
        if (failed) this.#restart();
        return this.#care(failed ? limits.restartEvery : limits.restartAfter);
      }
      default:
        return undefined;
    }
  }

  /** Looks again after a while, as long as the other side is not reached. */
  #care(wait: number): void {
    const { clock, limits, lost } = this.#options;
    this.#cancelCare();
    this.#cancelCare = clock.after(wait, () => {
      if (this.#state === 'connected' || this.#state === 'closed') return;
      if (clock.now() - this.#unreachableSince >= limits.lostAfter) return lost();
      if (!this.#negotiation.repeat()) this.#restart();
      this.#care(limits.restartEvery);
    });
  }

  #restart(): void {
    if (this.#options.beforeRestart()) this.connection.restartIce();
  }

  #add(stream: MediaStream): void {
    this.#streams.set(stream.id, stream);
    stream.addEventListener('removetrack', () => {
      if (stream.getTracks().length === 0) this.#streams.delete(stream.id);
      this.#options.changed();
    });
    this.#options.changed();
  }

  /** Candidates found together travel together. */
  #offerCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate === null || candidate.candidate === '') return;
    this.#found.push(candidate.toJSON());
    const { clock, limits, send, link } = this.#options;
    this.#cancelSend ??= clock.after(limits.candidateDelay, () => {
      this.#cancelSend = undefined;
      const [only, ...others] = this.#found;
      send({ ice: others.length === 0 ? only : this.#found, link });
      this.#found = [];
    });
  }
}
