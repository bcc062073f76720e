// What a page of the call's benchmark runs, as one script: the SDK and its call.
import { createClient } from '../../packages/client/dist/index.js';
import { openCall } from '../../packages/client/dist/call/index.js';

/** Opens the call of a topic, over relays only or by whatever way is found. */
function open(topic, iceTransportPolicy) {
  const client = createClient();
  client.connect();
  const call = openCall(client, topic, { iceTransportPolicy });
  return { client, call };
}

/**
 * Joins, and answers how long that took, in ms from the request on: until the other is connected, and
 * until their first picture was decoded and shown.
 */
function join(call) {
  const from = performance.now();
  return new Promise((done, failed) => {
    let connected;
    let shown;
    const stop = call.on('change', ({ participants }) => {
      const [other] = participants.values();
      if (other?.state === 'connected') connected ??= performance.now() - from;
      if (other?.stream === undefined || shown !== undefined) return;
      shown = Object.assign(document.createElement('video'), { autoplay: true, muted: true });
      shown.srcObject = other.stream;
      document.body.append(shown);
      shown.requestVideoFrameCallback(() => {
        const picture = performance.now() - from;
        stop();
        shown.remove();
        done({ connected: connected ?? picture, picture });
      });
    });
    call.join({ audio: true, video: true }).catch(failed);
  });
}

globalThis.callBench = { open, join };
