import { HubError, type Act, type Actor, type Published } from '@parley/hub';
import type { Database } from '@parley/store';
import { bookingIdOf } from '../rules.ts';
import { boardLimits } from './limits.ts';
import { keptForm } from './rules.ts';
import {
  BOARD_ANSWER,
  BOARD_DELTA,
  boardElement,
  boardReply,
  type BoardElement,
  type BoardReply,
} from './schema.ts';
import { answerUnit, drawUnit } from './units.ts';

/**
 * Takes what clients publish on a whiteboard's topic. Stored: a `delta` is drawn on the board, an
 * `answer` is noted, and what is neither is refused. What is told in passing (cursors, strokes on their
 * way, questions) stays what it is.
 */
export function boardAct(db: Pick<Database, 'run' | 'trim'>): Actor {
  return (act) => (act.store ? keep(db, act) : undefined);
}

async function keep(db: Pick<Database, 'run' | 'trim'>, act: Act): Promise<Published> {
  const { topic, event, payload, params, principal, connectionId } = act;
  const bookingId = bookingIdOf(params['id']);
  if (bookingId === undefined) throw new HubError('forbidden', 'no such booking, or not yours');
  const publisher = { bookingId, memberId: principal.memberId, connectionId };
  const given: unknown = JSON.parse(payload);
  const { position, timestamp } =
    event === BOARD_ANSWER
      ? await db.run(answerUnit, { ...publisher, reply: replyOf(given) })
      : await db.run(drawUnit, { ...publisher, elements: elementsOf(event, given) });
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

function replyOf(given: unknown): BoardReply {
  const parsed = boardReply.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new HubError('bad_request', 'An answer has the id of its question, and yes or no.');
}

/** The elements of a delta, checked; only what a board keeps of them. */
function elementsOf(event: string, given: unknown): BoardElement[] {
  if (event !== BOARD_DELTA) {
    throw new HubError(
      'bad_request',
      `On a whiteboard only ${BOARD_DELTA} and ${BOARD_ANSWER} are stored.`,
    );
  }
  const list = typeof given === 'object' && given !== null && 'elements' in given && given.elements;
  if (!Array.isArray(list)) throw new HubError('bad_request', 'A delta has a list of elements.');
  const { deltaElements, elementCharacters } = boardLimits;
  if (list.length > deltaElements.default) {
    throw new HubError(
      'too_large',
      `A delta has at most ${deltaElements.default} elements: send more of them in several.`,
    );
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
        `This is too large for a whiteboard: one element takes at most ${elementCharacters.default} characters. Make it smaller, or draw it in several pieces.`,
      );
    }
    return element;
  });
}
