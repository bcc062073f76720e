import type { Channel } from '@parley/hub';
import { objectOf } from './commands.ts';

/** A channel and the parameters an identifier gave it. */
export interface FoundChannel {
  readonly channel: Channel;
  readonly params: unknown;
}

/** The channels there are, by the name that clients spell. */
export class Channels {
  readonly #byName: ReadonlyMap<string, Channel>;

  /** Throws `RangeError` when two have one name. */
  constructor(channels: readonly Channel[]) {
    const byName = new Map<string, Channel>();
    for (const channel of channels) {
      if (byName.has(channel.name)) {
        throw new RangeError(`There are two channels ${channel.name}.`);
      }
      byName.set(channel.name, channel);
    }
    this.#byName = byName;
  }

  /** What an identifier names; `undefined`: no channel, or not with these parameters. */
  find(identifier: string): FoundChannel | undefined {
    const { channel: name, ...params } = objectOf(identifier) ?? {};
    const channel = typeof name === 'string' ? this.#byName.get(name) : undefined;
    const checked = channel?.params.safeParse(params);
    if (channel === undefined || checked?.success !== true) return undefined;
    return { channel, params: checked.data };
  }
}
