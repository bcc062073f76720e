import { createCable, type Cable, type CreateOptions, type Channel } from '@anycable/core';
import { socketOf } from './people.ts';

type Fields = Readonly<Record<string, unknown>>;
type Options = Partial<CreateOptions<'actioncable-v1-ext-json'>>;

/** One subscription of the AnyCable client, and all that it told. */
export interface AnySubscription {
  readonly channel: Channel;
  readonly messages: Fields[];
  /** Where each message was: `undefined` for those without a position. */
  readonly positions: (number | undefined)[];
  /** `connect`, `restored`, `disconnect`, `close`, and what is told of the history. */
  readonly story: string[];
  readonly presence: unknown[];
}

/** A cable of `@anycable/core` in the extended protocol, as a program makes one. */
export class AnyClient {
  readonly cable: Cable;
  /** How it began and ended, and why; a failure that repeats is told once. */
  readonly story: string[] = [];

  constructor(url: string, token: string, options: Options = {}) {
    this.cable = createCable(url, {
      protocol: 'actioncable-v1-ext-json',
      websocketImplementation: socketOf(token),
      logLevel: 'error',
      ...options,
    });
    this.cable.on('connect', ({ reconnect, restored }) => {
      this.story.push(restored === true ? 'restored' : reconnect === true ? 'again' : 'connect');
    });
    this.cable.on('disconnect', ({ reason, message }) => {
      if (this.story.at(-1) !== 'transport_closed') this.story.push(reason ?? message);
    });
    this.cable.on('close', (error) => this.story.push(`closed ${error?.reason}`));
  }

  subscribe(name: string, params: Record<string, number | string>): AnySubscription {
    const messages: Fields[] = [];
    const positions: (number | undefined)[] = [];
    const story: string[] = [];
    const presence: unknown[] = [];
    const channel = this.cable.subscribeTo(name, params) as Channel;
    channel.on('message', (message, meta) => {
      messages.push(message as Fields);
      positions.push((meta as { readonly offset?: number } | undefined)?.offset);
    });
    channel.on('connect', ({ restored }) => story.push(restored === true ? 'restored' : 'connect'));
    channel.on('disconnect', () => story.push('disconnect'));
    channel.on('close', (error) => story.push(`closed ${error?.name}`));
    channel.on('info', ({ type }) => story.push(type));
    channel.on('presence', (event) => presence.push(event));
    return { channel, messages, positions, story, presence };
  }

  close(): void {
    this.cable.disconnect();
  }
}

/** Reconnects soon: what is waited for is not the client's patience. */
export const soon: Options = { reconnectStrategy: () => 100 };
