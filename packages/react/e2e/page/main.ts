import { startStream } from './stream.ts';
import { showTalk } from './talk.tsx';

// Each path is a page of its own; the topic is in the query.
const topic = new URLSearchParams(location.search).get('topic') ?? undefined;
if (location.pathname === '/stream') startStream(topic ?? '');
else showTalk(topic);
