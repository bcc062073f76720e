import type { Clock } from '../clock.ts';
import type { ParleyError } from '../error.ts';
import { randomId } from '../random-id.ts';
import type { CallOptions } from './call-api.ts';
import { fetchIceServers, IceCredentials } from './ice-servers.ts';
import type { CallLimits } from './limits.ts';
import { LocalMedia, type TrackKind } from './local-media.ts';
import { browserPlatform, type CallPlatform } from './platform.ts';

/** What a stay needs from around it. */
export interface StayOptions {
  readonly topic: string;
  readonly options: CallOptions;
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** What one sends changed; `isSame`: muted or not, and nothing to be sent anew. */
  readonly sent: (kind: TrackKind, isSame: boolean) => void;
  /** New relays are at hand. */
  readonly renewed: () => void;
  /** The page goes away. */
  readonly leaving: () => void;
  readonly plugged: () => void;
  readonly failed: (error: ParleyError) => void;
}

/** What is open while one is in a call: devices and relays. */
export class Stay {
  readonly platform: CallPlatform;
  readonly media: LocalMedia;
  readonly credentials: IceCredentials;
  /** What this stay is called, whatever connection it is told over. */
  readonly page: string;
  /** Told to the others: from now on their signals are for us. */
  announced = false;
  readonly #policy: RTCIceTransportPolicy;
  readonly #stop: () => void;

  /** Throws `no_call_support`. */
  constructor({ topic, options, clock, limits, ...on }: StayOptions) {
    const { platform = browserPlatform(), iceServers: source = fetchIceServers() } = options;
    const { sent: changed, renewed, failed, plugged } = on;
    this.platform = platform;
    this.page = (options.id ?? randomId)();
    this.#policy = options.iceTransportPolicy ?? 'all';
    this.media = new LocalMedia({ platform, failed, changed });
    this.credentials = new IceCredentials({ topic, source, clock, limits, renewed, failed });
    platform.devices.addEventListener('devicechange', plugged);
    const stopLeaving = platform.onLeaving(on.leaving);
    this.#stop = () => {
      platform.devices.removeEventListener('devicechange', plugged);
      stopLeaving();
    };
  }

  /** What connections are made with. */
  get configuration(): RTCConfiguration {
    const { servers: iceServers } = this.credentials;
    return { iceServers, iceTransportPolicy: this.#policy, bundlePolicy: 'max-bundle' };
  }

  /** One end of a connection to another participant. */
  connect(): RTCPeerConnection {
    return this.platform.connect(this.configuration);
  }

  /** Gives everything back. */
  end(): void {
    this.credentials.stop();
    this.media.stop();
    this.#stop();
  }
}
