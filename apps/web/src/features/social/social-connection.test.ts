import { describe, expect, it, vi } from 'vitest';
import { readSecretKey, type SecretKey } from './secret-key.ts';
import { SocialConnection, type ClientSocket } from './social-connection.ts';

/** A socket that does what the test says. */
class FakeSocket implements ClientSocket {
  readonly sent: unknown[][] = [];
  readonly calls: string[] = [];
  active = true;
  readonly #listeners = new Map<string, (...args: never[]) => void>();
  readonly io = {
    on: (event: string, listener: (...args: never[]) => void) => this.on(`io ${event}`, listener),
  };

  on(event: string, listener: (...args: never[]) => void): void {
    this.#listeners.set(event, listener);
  }

  emit(...args: unknown[]): void {
    this.sent.push(args);
  }

  connect(): void {
    this.calls.push('connect');
  }

  disconnect(): void {
    this.calls.push('disconnect');
    this.active = false;
    this.happens('disconnect', 'io client disconnect');
  }

  happens(event: string, ...args: unknown[]): void {
    this.#listeners.get(event)?.(...(args as never[]));
  }
}

function begin(key: SecretKey | undefined = { id: '7', secretkey: 's' }) {
  const socket = new FakeSocket();
  const states: string[] = [];
  const refused = vi.fn<() => void>();
  const followed = vi.fn<() => void>();
  const connection = new SocialConnection(
    socket,
    {
      state: (state) => states.push(state.name === 'lost' ? `lost ${state.attempt}` : state.name),
      refused,
      followed,
    },
    () => key,
  );
  connection.connect();
  return { socket, states, refused, followed, connection };
}

describe('D1 D2 the connection of a page', () => {
  it('says who it is on every connect, and is live when the server knows it', () => {
    const { socket, states } = begin();
    const said = ['initialConnection', { id: '7', secretkey: 's' }];
    for (let times = 0; times < 2; times += 1) {
      socket.happens('connect');
      socket.happens('auth', true);
    }
    expect(socket.sent).toEqual([said, said]);
    expect(states).toEqual(['connecting', 'live', 'live']);
  });

  it('leaves it to the session where there is no secret key', () => {
    const socket = new FakeSocket();
    const states: string[] = [];
    const connection = new SocialConnection(
      socket,
      { state: ({ name }) => states.push(name), refused: () => {}, followed: () => {} },
      () => undefined,
    );
    connection.connect();
    socket.happens('connect');
    expect(socket.sent).toEqual([]);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('is told once that it is not known, and is closed then', () => {
    const { socket, refused, states } = begin();
    socket.happens('connect');
    socket.happens('auth', false);
    socket.happens('auth', false);
    expect(refused).toHaveBeenCalledTimes(1);
    expect(socket.calls).toEqual(['connect', 'disconnect']);
    expect(states).toEqual(['connecting']);
  });

  it('takes anything but true for a no', () => {
    const { socket, refused } = begin();
    socket.happens('auth', 'yes');
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it('is not signed out by an error of the server, and says again who it is', () => {
    vi.useFakeTimers();
    try {
      const { socket, refused } = begin();
      socket.happens('connect');
      socket.happens('parley:error', { event: 'initialConnection', retry: true });
      vi.advanceTimersByTime(2_000);
      expect(socket.sent).toHaveLength(2);
      socket.happens('parley:error', { event: 'something else', retry: true });
      vi.advanceTimersByTime(5_000);
      expect(socket.sent).toHaveLength(2);
      expect(refused).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('D3 a connection that is lost', () => {
  it('counts the attempts, and after the last one waits to be asked', () => {
    const { socket, states, connection } = begin();
    socket.happens('connect');
    socket.happens('auth', true);
    socket.happens('disconnect', 'transport close');
    for (let n = 1; n <= 5; n += 1) socket.happens('io reconnect_attempt', n);
    socket.happens('io reconnect_failed');
    connection.connect();
    expect(states).toEqual([
      'connecting',
      'live',
      'lost 0',
      'lost 1',
      'lost 2',
      'lost 3',
      'lost 4',
      'lost 5',
      'failed',
      'connecting',
    ]);
    expect(socket.calls).toEqual(['connect', 'connect']);
  });

  it('fails at once where the server ended it', () => {
    const { socket, states } = begin();
    socket.active = false;
    socket.happens('disconnect', 'io server disconnect');
    socket.happens('connect_error', new Error('no'));
    expect(states.slice(1)).toEqual(['failed', 'failed']);
  });

  it('tells nothing any more once the page is left', () => {
    const { socket, states, followed, connection } = begin();
    connection.close();
    socket.happens('Followed', { follower: { name: 'A', username: 'a' } });
    socket.happens('io reconnect_attempt', 1);
    socket.happens('auth', false);
    expect(states).toEqual(['connecting']);
    expect(followed).not.toHaveBeenCalled();
  });
});

describe('the two cookies', () => {
  it('are a secret key only together', () => {
    expect(readSecretKey('id=7; secretkey=abc')).toEqual({ id: '7', secretkey: 'abc' });
    expect(readSecretKey('a=b; secretkey=abc')).toBeUndefined();
    expect(readSecretKey('id=7')).toBeUndefined();
    expect(readSecretKey('')).toBeUndefined();
  });
});
