import type { ParleyError } from '../error.ts';
import { callError, mediaError } from './errors.ts';
import type { CallPlatform } from './platform.ts';
import type { MediaState } from './signal.ts';

/** What one sends; `sound`: what is heard of the screen that is shared. */
export type TrackKind = 'audio' | 'video' | 'screen' | 'sound';

/** In the order of a connection's lines. */
export const trackKinds: readonly TrackKind[] = ['audio', 'video', 'screen', 'sound'];

/** Whether a kind is of the screen that is shared: it goes with it. */
export function isOfScreen(kind: TrackKind): boolean {
  return kind === 'screen' || kind === 'sound';
}

/** A device to use, by its id; or whichever the browser prefers; or none. */
export type DeviceChoice = boolean | string;

/** What of one's own media connections need. */
export interface LocalTracks {
  /** What is sent of a kind now. */
  readonly track: (kind: TrackKind) => MediaStreamTrack | undefined;
  readonly streamOf: (kind: TrackKind) => MediaStream;
  /** The id of the stream that is the screen, while there is one. */
  readonly screenId: string | undefined;
}

/** What local media need from around them. */
export interface LocalMediaOptions {
  readonly platform: CallPlatform;
  /** A track came, went or was replaced, or was muted (then nothing is to be sent anew). */
  readonly changed: (kind: TrackKind, isSame: boolean) => void;
  readonly failed: (error: ParleyError) => void;
}

const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

/**
 * A tab's sound comes along where the browser offers it. That of the whole system does not, nor what this
 * page plays: the others would hear themselves. The latter two are of the standard, not of the types yet.
 */
const SCREEN: DisplayMediaStreamOptions & {
  readonly audio: { readonly restrictOwnAudio: boolean };
  readonly systemAudio: string;
} = { video: true, audio: { restrictOwnAudio: true }, systemAudio: 'exclude' };

/**
 * One's own microphone, camera and screen. A muted microphone stays open and sends silence, so that
 * it is back at once; a camera that is off is given back, and its light goes out.
 */
export class LocalMedia implements LocalTracks {
  readonly #options: LocalMediaOptions;
  readonly #tracks = new Map<TrackKind, MediaStreamTrack>();
  readonly #chosen = new Map<'audio' | 'video', string>();
  readonly stream: MediaStream;
  #screen: MediaStream | undefined;
  /** Counts opens and stops: what a browser hands over after a stop is given back. */
  #turn = 0;

  constructor(options: LocalMediaOptions) {
    this.#options = options;
    this.stream = options.platform.stream();
  }

  get state(): MediaState {
    const audio = this.#tracks.get('audio');
    return {
      audio: audio?.enabled === true,
      video: this.#tracks.has('video'),
      screen: this.#tracks.has('screen'),
    };
  }

  get screen(): MediaStream | undefined {
    return this.#screen;
  }

  get screenId(): string | undefined {
    return this.#screen?.id;
  }

  /** The device in use, by kind. */
  deviceOf(kind: 'audio' | 'video'): string | undefined {
    return this.#tracks.get(kind)?.getSettings().deviceId ?? this.#chosen.get(kind);
  }

  readonly track = (kind: TrackKind): MediaStreamTrack | undefined => this.#tracks.get(kind);

  readonly streamOf = (kind: TrackKind): MediaStream =>
    isOfScreen(kind) ? (this.#screen ?? this.stream) : this.stream;

  /** Opens what is asked for, in one question to the user. Throws what {@link mediaError} says. */
  async open({
    audio,
    video,
  }: {
    readonly audio: DeviceChoice;
    readonly video: DeviceChoice;
  }): Promise<void> {
    if (typeof audio === 'string') this.#chosen.set('audio', audio);
    if (typeof video === 'string') this.#chosen.set('video', video);
    if (audio === false && video === false) return;
    await this.#get({ audio: audio !== false, video: video !== false });
  }

  async setAudio(on: boolean): Promise<void> {
    const track = this.#tracks.get('audio');
    if (track === undefined) return on ? this.#get({ audio: true, video: false }) : undefined;
    track.enabled = on;
    this.#options.changed('audio', true);
  }

  async setVideo(on: boolean): Promise<void> {
    if (on === this.#tracks.has('video')) return;
    if (on) await this.#get({ audio: false, video: true });
    else this.#put('video', undefined);
  }

  /** Shares a screen, a window or a tab, whichever the user picks, with its sound; or ends it. */
  async setScreen(on: boolean, options: DisplayMediaStreamOptions = {}): Promise<void> {
    if (!on) return this.#put('screen', undefined);
    const turn = this.#turn;
    const stream = await this.#ask(() =>
      this.#options.platform.devices.getDisplayMedia({ ...SCREEN, ...options }),
    );
    const [track] = stream.getVideoTracks();
    if (track === undefined) throw callError('media_failed');
    if (turn !== this.#turn) return stream.getTracks().forEach((each) => each.stop());
    this.#put('screen', undefined);
    this.#screen = stream;
    this.#put('screen', track);
    const sound = stream.getTracks().find(({ kind }) => kind === 'audio');
    if (sound !== undefined) this.#put('sound', sound);
  }

  /** Uses another device from now on; at once where its kind is on. */
  async choose(kind: 'audio' | 'video', deviceId: string): Promise<void> {
    this.#chosen.set(kind, deviceId);
    const before = this.#tracks.get(kind);
    if (before === undefined) return;
    const { enabled } = before;
    await this.#get({ audio: kind === 'audio', video: kind === 'video' });
    const now = this.#tracks.get(kind);
    if (now !== undefined) now.enabled = enabled;
  }

  /** Gives everything back. */
  stop(): void {
    this.#turn += 1;
    for (const kind of this.#tracks.keys()) this.#put(kind, undefined);
  }

  async #get({
    audio,
    video,
  }: {
    readonly audio: boolean;
    readonly video: boolean;
  }): Promise<void> {
    const turn = this.#turn;
    const stream = await this.#ask(() =>
      this.#options.platform.devices.getUserMedia({
        audio: audio && this.#constraints('audio'),
        video: video && this.#constraints('video'),
      }),
    );
    for (const track of stream.getTracks()) {
      if (turn === this.#turn) this.#put(track.kind === 'audio' ? 'audio' : 'video', track);
      else track.stop();
    }
  }

  async #ask(question: () => Promise<MediaStream>): Promise<MediaStream> {
    try {
      return await question();
    } catch (error) {
      throw mediaError(error);
    }
  }

  #constraints(kind: 'audio' | 'video'): MediaTrackConstraints {
    const id = this.#chosen.get(kind);
    return {
      ...(kind === 'video' && CAMERA),
      ...(id !== undefined && { deviceId: { exact: id } }),
    };
  }

  #put(kind: TrackKind, track: MediaStreamTrack | undefined): void {
    const before = this.#tracks.get(kind);
    if (before === undefined && track === undefined) return;
    const stream = this.streamOf(kind);
    if (before !== undefined) {
      this.#tracks.delete(kind);
      before.stop();
      if (!isOfScreen(kind)) stream.removeTrack(before);
    }
    if (track !== undefined) {
      this.#tracks.set(kind, track);
      if (!isOfScreen(kind)) stream.addTrack(track);
      track.addEventListener('ended', () => this.#ended(kind, track));
    } else if (kind === 'screen') {
      this.#screen = undefined;
    }
    this.#options.changed(kind, false);
    if (kind === 'screen' && track === undefined) this.#put('sound', undefined);
  }

  /** Unplugged; or the user ended the sharing in the browser's own bar. */
  #ended(kind: TrackKind, track: MediaStreamTrack): void {
    if (this.#tracks.get(kind) !== track) return;
    this.#put(kind, undefined);
    if (!isOfScreen(kind)) this.#options.failed(callError('device_lost'));
  }
}
