import type { EventShapes } from '@parley/hub';
import { SOCIAL_EVENT } from './schema.ts';

/** What social's events look like: `Followed`, in Socket.IO also under the name `followed`. */
export const socialShapes: readonly EventShapes[] = [
  {
    event: `${SOCIAL_EVENT}followed`,
    topic: ({ payload }) => ({ event: 'Followed', payload }),
    'socket-io': ({ payload }) => ({ event: 'Followed', alsoEvent: 'followed', payload }),
  },
];
