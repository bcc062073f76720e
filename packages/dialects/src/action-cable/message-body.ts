import { Buffer } from 'node:buffer';
import type { Publication } from '@parley/hub';
import { objectOf } from './commands.ts';

const EVENT = /"event"/u;

/**
 * What clients get as `message`: the payload with its event's name put first. A payload that names an
 * event itself, that is no object, or that another client whispered goes out as it is.
 */
export function messageText({ event, payload, only }: Publication): string {
  if (only === 'cable' || !payload.startsWith('{')) return payload;
  // Looked into only where it may say so itself.
  if (EVENT.test(payload) && Object.hasOwn(objectOf(payload) ?? {}, 'event')) return payload;
  const rest = payload.slice(1).trimStart();
  const name = JSON.stringify(event);
  return rest === '}' ? `{"event":${name}}` : `{"event":${name},${rest}`;
}

/** The part of a frame that all identifiers share, made once while one publication is told. */
export class MessageBodies {
  #publication: Publication | undefined;
  #body: Buffer = Buffer.alloc(0);
  #stream: string | undefined;
  #suffix: Buffer = Buffer.alloc(0);

  /** The message. */
  of(publication: Publication): Buffer {
    if (publication !== this.#publication) {
      this.#publication = publication;
      this.#stream = undefined;
      this.#body = Buffer.from(messageText(publication));
    }
    return this.#body;
  }

  /** Where it stands in its stream; nothing for what is not stored. */
  positionOf(publication: Publication, stream: string): Buffer {
    this.of(publication);
    if (this.#stream !== stream) {
      this.#stream = stream;
      this.#suffix = suffixOf(publication, stream);
    }
    return this.#suffix;
  }
}

function suffixOf({ position }: Publication, stream: string): Buffer {
  if (position === undefined) return Buffer.from('}');
  const { epoch, offset } = position;
  return Buffer.from(
    `,"stream_id":${JSON.stringify(stream)},"epoch":${JSON.stringify(epoch)},"offset":${offset}}`,
  );
}
