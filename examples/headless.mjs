// A headless client: your back end vouches for a member, who then speaks over REST and hears over
// Action Cable. PARLEY_APP_TOKEN is the server's; it stays with your back end.
import { WebSocket } from 'ws';

const url = process.env.PARLEY_URL ?? 'http://127.0.0.1:3000';

async function post(path, token, body) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

// Your back end: a token in the member's name, good for an hour.
const { access_token, community_member_id } = await post(
  '/api/v1/headless/auth_token',
  process.env.PARLEY_APP_TOKEN,
  { community_member_id: 1 },
);

// The member's client, with that token.
const authorization = `Bearer ${access_token}`;
const cable = new WebSocket(`${url.replace('http', 'ws')}/cable`, { headers: { authorization } });
const identifier = JSON.stringify({ channel: 'ChatRoomChannel', community_member_id });
cable.on('open', () => cable.send(JSON.stringify({ command: 'subscribe', identifier })));
cable.on('message', (data) => {
  const { type, message } = JSON.parse(data);
  if (type === 'confirm_subscription') void sayHello();
  if (message?.event === 'newMessage') {
    console.log(`${message.sender.name}: ${message.body}`);
    cable.close();
  }
});

async function sayHello() {
  const chat_room = { kind: 'direct', community_member_ids: [2] };
  const room = await post('/api/headless/v1/messages', access_token, { chat_room });
  const path = `/api/headless/v1/messages/${room.uuid}/chat_room_messages`;
  const sent = await post(path, access_token, { body: 'Hello!' });
  console.log('Stored as message', sent.id);
}
