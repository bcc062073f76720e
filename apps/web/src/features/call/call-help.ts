import type { ParleyError } from '@parley/client';

/** What happened, and what to do about it. */
export interface CallHelp {
  readonly title: string;
  readonly text: string;
}

const helps: Readonly<Record<string, CallHelp>> = {
  call_full: {
    title: 'The call is full',
    text: 'As many take part as may at a time. Join when somebody has left; you can write meanwhile.',
  },
  media_denied: {
    title: 'The browser did not allow it',
    text: 'Allow the microphone and camera for this page: the icon beside the address. Or join and only listen.',
  },
  no_device: {
    title: 'No microphone or camera was found',
    text: 'Plug one in, or choose another one under Devices. You can join and only listen.',
  },
  device_busy: {
    title: 'The microphone or camera is in use',
    text: 'Close the other program that uses it, then try again.',
  },
  device_lost: {
    title: 'A microphone or camera was unplugged',
    text: 'Choose another one under Devices.',
  },
  no_call_support: {
    title: 'This browser cannot make calls here',
    text: 'Calls need a current browser and a page that begins with https.',
  },
  ice_servers_failed: {
    title: 'No relay could be reached',
    text: 'The call works where a direct way is open. If nobody can be heard, tell the administrator.',
  },
  relay_refused: {
    title: 'The relay did not let us in',
    text: 'The call works where a direct way is open. If nobody can be heard, tell the administrator.',
  },
  peer_lost: {
    title: 'Somebody cannot be reached any more',
    text: 'Their network may be down. They can join again.',
  },
  not_connected: {
    title: 'The server cannot be reached',
    text: 'Check your connection. It is tried again by itself.',
  },
};

/** What to tell a person about an error of a call. */
export function callHelp({ code, message }: ParleyError): CallHelp {
  return helps[code] ?? { title: 'The call had a problem', text: message };
}
