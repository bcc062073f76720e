import * as ActionCable from '@rails/actioncable';
import { WebSocket } from 'ws';

// What the client expects of a page, and Node has not.
Object.assign(globalThis, {
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});
ActionCable.adapters.WebSocket = WebSocket as typeof WebSocket & typeof globalThis.WebSocket;

type Fields = Readonly<Record<string, unknown>>;

/** One subscription of the Rails client, and all that it was called with. */
export interface RailsSubscription {
  readonly identifier: string;
  /** `received`, in order. */
  readonly received: Fields[];
  /** Every other callback: its name and what it was given. */
  readonly story: (readonly [name: string, given?: unknown])[];
  perform(action: string, data: object): void;
  unsubscribe(): void;
}

/** A consumer of `@rails/actioncable` as a program makes one; the token is in its URL. */
export class RailsClient {
  readonly consumer: ActionCable.Consumer;

  /** @param url asked at every attempt to connect */
  constructor(url: () => string) {
    this.consumer = ActionCable.createConsumer(url);
  }

  subscribe(params: { readonly channel: string } & Fields): RailsSubscription {
    const received: Fields[] = [];
    const story: [string, unknown?][] = [];
    const subscription = this.consumer.subscriptions.create(
      { ...params },
      {
        received: (message: Fields) => {
          received.push(message);
        },
        connected: (given: unknown) => {
          story.push(['connected', given]);
        },
        disconnected: (given: unknown) => {
          story.push(['disconnected', given]);
        },
        rejected: () => {
          story.push(['rejected']);
        },
      },
    );
    return {
      identifier: subscription.identifier,
      received,
      story,
      perform: (action, data) => {
        subscription.perform(action, data);
      },
      unsubscribe: () => {
        subscription.unsubscribe();
      },
    };
  }

  close(): void {
    this.consumer.disconnect();
  }
}
