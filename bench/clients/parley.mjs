import { request } from 'node:http';

import { createClient } from '@parley/client';
import { WebSocket } from 'ws';

/** A ticket over the client's own line, as `fetchTicket` asks for one. */
function ticketOver(agent, port, token) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request(
      { host: '127.0.0.1', port, path: '/ticket', method: 'POST', agent, headers },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (data) => (body += data));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(body));
          else reject(Object.assign(new Error(body), { status: response.statusCode }));
        });
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** A client of the SDK, with its own timing. `ready` is told once. */
export function parleyClient(line, { port, topic, token }, { ready, message }) {
  class OverLine extends WebSocket {
    constructor(url) {
      super(url, { agent: line });
    }
  }
  const client = createClient({
    url: `http://127.0.0.1:${port}`,
    ticket: () => ticketOver(line, port, token),
    webSocket: OverLine,
    storage: null,
    leases: null,
  });
  client.connect();
  client.subscribe(topic, { message: ({ payload }) => message(payload), ready }, { history: 0 });
  return () => client.disconnect();
}
