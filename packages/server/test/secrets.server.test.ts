import { startParley } from '@parley/testing';
import { expect, it } from 'vitest';
import { ask, clientOf, signIn, ticketOf, tokenOf } from './people.ts';
import { PlainSocket, upgrade } from './plain-socket.ts';

it('A1 no ticket, password, cookie or token is ever logged, not even at the lowest level', async () => {
  const server = await startParley({ env: { PARLEY_LOG_LEVEL: 'trace' } });
  const secrets: string[] = [server.appToken];
  try {
    const ada = await signIn(server, 1);
    const token = await tokenOf(server, ada.id);
    secrets.push(ada.cookie.split('=')[1] ?? '', token, token.split('.')[2] ?? '');

    const good = await ticketOf(server, ada);
    secrets.push(good, good.split(':')[1] ?? '');
    const socket = await PlainSocket.open(server, good);
    await upgrade(server, `/sock?ticket=${good}`);
    await upgrade(server, `/sock/${good}`);
    const foreign = await ticketOf(server, ada);
    secrets.push(foreign.split(':')[1] ?? '');
    await upgrade(server, `/sock?ticket=${foreign}`, 'https://evil.test');
    await fetch(`${server.url}/sock/${foreign}`);
    await fetch(`${server.url}/ticket?ticket=${foreign}`);

    // What goes wrong is logged more readily than what goes well.
    const password = 'a-password-that-nobody-has';
    const changed = 'the-next-password-of-ada';
    secrets.push(password, changed);
    await ask(server, null, 'POST /api/session', { email: 'demo1@example.com', password });
    await ask(server, null, 'POST /api/session', { email: [], password });
    await ask(server, null, `GET /api/session?password=${password}`);
    await ask(server, ada, 'PUT /api/session/password', { current: password, next: changed });
    await ask(server, ada, 'PUT /api/session/password', { oops: changed, password });
    await ask(
      server,
      null,
      'POST /api/publish',
      { password },
      { authorization: `Bearer ${token}` },
    );
    const app = { authorization: `Bearer ${server.appToken}` };
    await ask(server, null, 'POST /api/publish', { topic: 'x', password }, app);
    await ask(server, null, 'GET /api/admin/members', undefined, app);

    const client = clientOf(server, ada);
    client.connect();
    const opened = new Promise<void>((resolve) => {
      client.subscribe('chat:log', { ready: () => resolve() });
    });
    await opened;
    socket.send('{"op":"transmit"');
    await socket.next('error');
    await ask(server, ada, 'DELETE /api/session');
    await socket.closed;
    client.disconnect();
  } finally {
    await server.stop();
  }
  const said = server.output();
  // The log is there, and is what would have told.
  expect(said.match(/"path":"\/ticket"/g)?.length).toBeGreaterThan(2);
  const told = secrets.flatMap((secret, index) => (said.includes(secret) ? [index] : []));
  expect(secrets.every(({ length }) => length > 8)).toBe(true);
  expect(told).toEqual([]);
});
