import { randomUUID } from 'node:crypto';
import type { Dialect, Hub, Publication } from '@parley/hub';

const NOBODY = { memberId: 0, name: 'server', role: 'server', color: '#000000' };

/**
 * Hears what is published on a topic from now on, as the server itself: no rule is asked and no
 * roster shows it. The answer stops it.
 */
export async function observe(
  hub: Hub,
  topic: string,
  listener: (publication: Publication) => void,
): Promise<() => void> {
  const connectionId = `server-${randomUUID()}`;
  const session = hub.connect({
    connectionId,
    principal: { memberId: 0, profile: NOBODY, credential: connectionId },
    dialect: listening(connectionId, listener),
    wire: { write: () => {}, queued: 0, close: () => {} },
    trusted: true,
  });
  try {
    await session.subscribe(
      { topic, history: 0 },
      { confirmed: () => {}, roster: () => {}, page: () => {} },
    );
  } catch (error) {
    session.closed(true);
    throw error;
  }
  return () => session.closed(true);
}

/** A language whose frames are calls. */
function listening(name: string, listener: (publication: Publication) => void): Dialect {
  const silent = (): undefined => undefined;
  return {
    name,
    language: 'topic',
    join: () => new Uint8Array(),
    publication: (publication) => {
      listener(publication);
      return undefined;
    },
    presence: silent,
    removed: silent,
    ping: silent,
    goodbye: () => ({ frame: undefined, code: 1000, text: '' }),
  };
}
