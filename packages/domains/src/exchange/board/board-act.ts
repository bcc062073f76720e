import { HubError, type Act, type Actor, type Published } from '@parley/hub';
import type { Database } from '@parley/store';
import { bookingIdOf } from '../rules.ts';
import { boardLimits } from './limits.ts';
import { keptForm } from './rules.ts';
import { BOARD_DELTA, boardElement, type BoardElement } from './schema.ts';
import { drawUnit } from './units.ts';

/**
 * Takes what clients publish on a whiteboard's topic. Stored: a `delta` is drawn on the board, and what
 * is no delta is refused. What is told in passing (cursors, strokes on their way) stays what it is.
 */
export function boardAct(db: Pick<Database, 'run' | 'trim'>): Actor {
  return (act) => (act.store ? draw(db, act) : undefined);
}

async function draw(
  db: Pick<Database, 'run' | 'trim'>,
  { topic, event, payload, params, principal, connectionId }: Act,
): Promise<Published> {
  if (event !== BOARD_DELTA) {
    throw new HubError('bad_request', `On a whiteboard only a ${BOARD_DELTA} is stored.`);
  }
  const bookingId = bookingIdOf(params['id']);
  if (bookingId === undefined) throw new HubError('forbidden', 'no such booking, or not yours');
  const elements = elementsOf(payload);
  const { memberId } = principal;
  const done = await db.run(drawUnit, { bookingId, memberId, connectionId, elements });
  const { position, timestamp } = done;
  await compact(db, topic, position?.offset ?? 0);
  return { position, timestamp, duplicate: false };
}

/** The board itself is kept elsewhere: of its log the newest deltas are enough. */
async function compact(db: Pick<Database, 'trim'>, topic: string, offset: number): Promise<void> {
  const { deltasKept, deltasSlack } = boardLimits;
  if (offset <= deltasKept.default || offset % deltasSlack.default !== 0) return;
  // What fails is done the next time: the delta itself is stored.
  await db.trim(topic, offset - deltasKept.default + 1).catch(() => undefined);
}

/** The elements of a delta, checked; only what a board keeps of them. */
function elementsOf(payload: string): BoardElement[] {
  const given: unknown = JSON.parse(payload);
  const list = typeof given === 'object' && given !== null && 'elements' in given && given.elements;
  if (!Array.isArray(list)) throw new HubError('bad_request', 'A delta has a list of elements.');
  const { deltaElements, elementCharacters } = boardLimits;
  if (list.length > deltaElements.default) {
    throw new HubError('too_large', `A delta has at most ${deltaElements.default} elements.`);
  }
  const ids = new Set<string>();
  return list.map((one: unknown) => {
    const parsed = boardElement.safeParse(one);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = issue?.path.join('.') ?? '';
      throw new HubError('bad_request', `This is no element of a board: ${field}`.trimEnd());
    }
    const element = keptForm(parsed.data);
    if (ids.has(element.id))
      throw new HubError('bad_request', 'An element comes twice in a delta.');
    ids.add(element.id);
    if (JSON.stringify(element).length > elementCharacters.default) {
      throw new HubError(
        'too_large',
        `An element has at most ${elementCharacters.default} characters.`,
      );
    }
    return element;
  });
}
