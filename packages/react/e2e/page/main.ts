import { startCall } from './call.ts';
import { showContacts } from './contacts.tsx';
import { startStream } from './stream.ts';
import { showTalk } from './talk.tsx';

// Each path is a page of its own; the topic is in the query.
const query = new URLSearchParams(location.search);
const topic = query.get('topic') ?? undefined;
if (location.pathname === '/stream') startStream(topic ?? '', query.has('network'));
else if (location.pathname === '/call') startCall(topic ?? '');
else if (location.pathname === '/contacts') showContacts();
else showTalk(topic);
