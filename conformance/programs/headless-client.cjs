// A headless client as the documentation of headless clients begins one: `ws`, an Origin, a token, a channel.
const WebSocket = require('ws');

const { CABLE_URL, CABLE_TOKEN, CABLE_ORIGIN, CABLE_MEMBER } = process.env;
const channel = 'ChatRoomChannel';

const socket = new WebSocket(CABLE_URL, {
  headers: { Origin: CABLE_ORIGIN, Authorization: `Bearer ${CABLE_TOKEN}` },
});
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`);

socket.on('open', () => {
  say('open');
  const identifier = JSON.stringify({ channel, community_member_id: Number(CABLE_MEMBER) });
  socket.send(JSON.stringify({ command: 'subscribe', identifier }));
  socket.send(JSON.stringify({ action: 'message', data: 'Hello Server!' }));
});
socket.on('message', (data) => say('frame', JSON.stringify(JSON.parse(data))));
socket.on('error', (error) => say('error', error.message));
socket.on('close', (code) => say('close', code));
