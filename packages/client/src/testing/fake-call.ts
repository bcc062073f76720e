import type { CallPlatform } from '../call/platform.ts';

interface FakeSdp {
  readonly from: number;
  readonly round: number;
  /** Kinds of its lines. */
  readonly lines: readonly string[];
  readonly streams: readonly string[];
}

let ids = 0;
const nextId = (): number => ++ids;

/** A microphone, a camera or a screen. */
export class FakeTrack extends EventTarget {
  readonly id: string = `track-${nextId()}`;
  readonly kind: 'audio' | 'video';
  readonly deviceId: string;
  enabled = true;
  stopped = false;

  constructor(kind: 'audio' | 'video', deviceId: string) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }

  stop(): void {
    this.stopped = true;
  }

  /** It is unplugged, or its sharing ended by the browser's own bar. */
  end(): void {
    this.dispatchEvent(new Event('ended'));
  }
}

/** Some tracks. */
export class FakeStream extends EventTarget {
  readonly id: string;
  readonly #tracks = new Set<FakeTrack>();

  constructor(tracks: readonly FakeTrack[] = [], id = `stream-${nextId()}`) {
    super();
    this.id = id;
    for (const track of tracks) this.#tracks.add(track);
  }

  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }

  getVideoTracks(): FakeTrack[] {
    return this.getTracks().filter(({ kind }) => kind === 'video');
  }

  addTrack(track: FakeTrack): void {
    this.#tracks.add(track);
  }

  removeTrack(track: FakeTrack): void {
    this.#tracks.delete(track);
  }
}

interface FakeSender {
  track: FakeTrack | null;
  readonly kind: string;
  readonly stream: string;
  replaceTrack(track: FakeTrack | null): Promise<void>;
}

/**
 * One end of a connection between browsers, as far as a call needs it: signalling states with
 * rollback, candidates that must not come before the description, rounds of ICE. The other end is
 * found by what is in the descriptions.
 */
export class FakeConnection extends EventTarget {
  readonly id: number = nextId();
  readonly net: FakeNet;
  configuration: RTCConfiguration;
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: RTCSessionDescription | null = null;
  remoteDescription: RTCSessionDescription | null = null;
  readonly senders: FakeSender[] = [];
  readonly candidates: RTCIceCandidateInit[] = [];
  /** Rounds of ICE this side began. */
  round = 1;
  /** Offers taken back. */
  rollbacks = 0;
  #receiving: string[] = [];
  /** What was described so far: lines never go away. */
  #lines: readonly string[] = [];
  #remoteStreams = new Map<string, FakeStream>();
  #needed = false;
  #restarting = false;
  #connectedRound = 0;
  level = 0;

  constructor(net: FakeNet, configuration: RTCConfiguration) {
    super();
    this.net = net;
    this.configuration = configuration;
    net.connections.push(this);
  }

  addTrack(track: FakeTrack, stream: FakeStream): FakeSender {
    const sender: FakeSender = {
      track,
      kind: track.kind,
      stream: stream.id,
      async replaceTrack(next) {
        sender.track = next;
      },
    };
    this.senders.push(sender);
    // A line that only receives may send as well.
    const free = this.#receiving.indexOf(track.kind);
    if (free >= 0) this.#receiving.splice(free, 1);
    this.#need();
    return sender;
  }

  removeTrack(sender: FakeSender): void {
    this.senders.splice(this.senders.indexOf(sender), 1);
    this.#need();
  }

  addTransceiver(kind: string): void {
    this.#receiving.push(kind);
    this.#need();
  }

  restartIce(): void {
    this.#restarting = true;
    this.#need();
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    if (this.signalingState === 'closed') throw new Error('closed');
    const isAnswer = this.signalingState === 'have-remote-offer';
    const own = [...this.senders.map(({ kind }) => kind), ...this.#receiving];
    if (this.#restarting && !isAnswer) {
      this.round += 1;
      this.#restarting = false;
    }
    if (isAnswer) this.round = sdpOf(this.remoteDescription).round;
    this.localDescription = describe(isAnswer ? 'answer' : 'offer', {
      from: this.id,
      round: this.round,
      lines: isAnswer
        ? this.#lines
        : (this.#lines = [...this.#lines, ...missing(this.#lines, own)]),
      streams: [...new Set(this.senders.map(({ stream }) => stream))],
    });
    this.signalingState = isAnswer ? 'stable' : 'have-local-offer';
    this.#needed = isAnswer && missing(this.#lines, own).length > 0;
    const event = Object.assign(new Event('icecandidate'), {
      candidate: { candidate: `c${this.id}.${this.round}`, toJSON: () => this.#candidate() },
    });
    queueMicrotask(() => void (this.signalingState === 'closed' || this.dispatchEvent(event)));
    this.#stable();
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    if (this.signalingState === 'closed') throw new Error('closed');
    const isOffer = description.type === 'offer';
    if (isOffer && this.signalingState === 'have-local-offer') this.rollbacks += 1;
    if (!isOffer && this.signalingState !== 'have-local-offer') throw new Error('wrong state');
    this.remoteDescription = description as RTCSessionDescription;
    this.signalingState = isOffer ? 'have-remote-offer' : 'stable';
    this.#lines = sdpOf(this.remoteDescription).lines;
    for (const id of sdpOf(this.remoteDescription).streams) {
      if (this.#remoteStreams.has(id)) continue;
      const stream = new FakeStream([], id);
      this.#remoteStreams.set(id, stream);
      this.dispatchEvent(Object.assign(new Event('track'), { streams: [stream] }));
    }
    this.#stable();
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await Promise.resolve();
    if (this.remoteDescription === null) throw new Error('There is no description yet.');
    this.candidates.push(candidate);
    this.net.settle(this);
  }

  async getStats(): Promise<Map<string, unknown>> {
    return new Map([
      ['in', { type: 'inbound-rtp', kind: 'audio', audioLevel: this.level }],
      ['mine', { type: 'media-source', kind: 'audio', audioLevel: 0 }],
    ]);
  }

  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  get other(): FakeConnection | undefined {
    if (this.remoteDescription === null) return undefined;
    const { from } = sdpOf(this.remoteDescription);
    return this.net.connections.find(({ id }) => id === from);
  }

  /** Both have described themselves, and know a way. */
  get settled(): boolean {
    const isDescribed = this.signalingState === 'stable' && this.remoteDescription !== null;
    return (
      isDescribed && this.candidates.some(({ candidate }) => candidate?.endsWith(`.${this.round}`))
    );
  }

  become(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      if (this.#connectedRound === this.round && this.connectionState !== 'new') return;
      this.#connectedRound = this.round;
    }
    if (this.signalingState === 'closed' || this.connectionState === state) return;
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  #candidate(): RTCIceCandidateInit {
    return { candidate: `c${this.id}.${this.round}`, sdpMid: '0', sdpMLineIndex: 0 };
  }

  #need(): void {
    this.#needed = true;
    queueMicrotask(() => this.#stable());
  }

  #stable(): void {
    if (this.signalingState !== 'stable') return;
    this.net.settle(this);
    if (!this.#needed) return;
    queueMicrotask(() => {
      if (!this.#needed || this.signalingState !== 'stable') return;
      this.#needed = false;
      this.dispatchEvent(new Event('negotiationneeded'));
    });
  }
}

/** What lies between browsers. */
export class FakeNet {
  readonly connections: FakeConnection[] = [];
  up = true;

  /** Connects the two ends when both are ready. */
  settle(connection: FakeConnection): void {
    const { other } = connection;
    if (!this.up || other?.other !== connection || !connection.settled || !other.settled) return;
    queueMicrotask(() => {
      connection.become('connected');
      other.become('connected');
    });
  }

  /** Nothing gets through any more. */
  cut(state: 'disconnected' | 'failed' = 'disconnected'): void {
    this.up = false;
    for (const connection of this.connections) {
      if (connection.connectionState === 'connected') connection.become(state);
    }
  }

  /** Those that are open. */
  get open(): FakeConnection[] {
    return this.connections.filter(({ signalingState }) => signalingState !== 'closed');
  }
}

/** What a browser with a microphone, a camera and a screen gives to a call. */
export class FakeBrowser implements CallPlatform {
  readonly net: FakeNet;
  readonly tracks: FakeTrack[] = [];
  readonly made: FakeConnection[] = [];
  /** What is asked of the user, before the answer. */
  refuse: Error | undefined;
  leave: () => void = () => {};
  readonly #target = new EventTarget();

  constructor(net: FakeNet) {
    this.net = net;
  }

  readonly connect = (configuration: RTCConfiguration): RTCPeerConnection => {
    const connection = new FakeConnection(this.net, configuration);
    this.made.push(connection);
    return asConnection(connection);
  };

  readonly stream = (): MediaStream => asStream(new FakeStream());

  readonly onLeaving = (leaving: () => void): (() => void) => {
    this.leave = leaving;
    return () => {
      this.leave = () => {};
    };
  };

  readonly devices: CallPlatform['devices'] = {
    getUserMedia: async (asked) =>
      this.#give([
        ...(asked?.audio ? [this.#track('audio', asked.audio)] : []),
        ...(asked?.video ? [this.#track('video', asked.video)] : []),
      ]),
    getDisplayMedia: async (asked) =>
      this.#give([
        new FakeTrack('video', 'screen'),
        ...(asked?.audio ? [new FakeTrack('audio', 'screen')] : []),
      ]),
    enumerateDevices: async () => [],
    addEventListener: this.#target.addEventListener.bind(this.#target),
    removeEventListener: this.#target.removeEventListener.bind(this.#target),
  };

  /** A device was plugged in. */
  plug(): void {
    this.#target.dispatchEvent(new Event('devicechange'));
  }

  /** The newest track of a device that was not given back. */
  live(kind: 'audio' | 'video'): FakeTrack | undefined {
    return this.tracks.findLast((track) => track.kind === kind && !track.stopped);
  }

  #track(kind: 'audio' | 'video', asked: true | MediaTrackConstraints): FakeTrack {
    const wanted = asked === true ? undefined : asked.deviceId;
    const id = typeof wanted === 'object' && 'exact' in wanted ? wanted.exact : undefined;
    return new FakeTrack(kind, typeof id === 'string' ? id : `default-${kind}`);
  }

  #give(tracks: readonly FakeTrack[]): MediaStream {
    if (this.refuse !== undefined) throw this.refuse;
    this.tracks.push(...tracks);
    return asStream(new FakeStream(tracks));
  }
}

// A fake in the place of what it stands for has what calls use of that, and no more.

function asConnection(fake: object): RTCPeerConnection {
  return fake as RTCPeerConnection;
}

function asStream(fake: object): MediaStream {
  return fake as MediaStream;
}

function describe(type: RTCSdpType, sdp: FakeSdp): RTCSessionDescription {
  return { type, sdp: JSON.stringify(sdp) } as RTCSessionDescription;
}

function sdpOf(description: RTCSessionDescription | null): FakeSdp {
  return JSON.parse(description?.sdp ?? '{"lines":[],"streams":[]}') as FakeSdp;
}

/** Those of these that lines have no place for. */
function missing(lines: readonly string[], wanted: readonly string[]): string[] {
  const free = [...lines];
  return wanted.filter((kind) => {
    const at = free.indexOf(kind);
    if (at >= 0) free.splice(at, 1);
    return at < 0;
  });
}
