import { Buffer } from 'node:buffer';
import type { Dialect, FrameContext, Goodbye, Present, Profile, Publication } from '@parley/hub';
import { stableId } from '@parley/hub';
import { closeRow, encode, type Author, type RosterEntry } from '@parley/protocol';
import { textFrame } from '../text-frame.ts';

const PING = textFrame(encode({ op: 'ping' }));

/** A member as authors are shown, with the connection ids that are theirs. */
export function author(profile: Profile, cids: readonly string[]): Author {
  const { memberId, name, role, color } = profile;
  const scid = stableId(memberId);
  return { scid, name, role, color, cids: [scid, ...cids.filter((cid) => cid !== scid)] };
}

/** A line of the roster. */
export function rosterEntry({ profile, cids, online }: Present): RosterEntry {
  return { ...author(profile, cids), online };
}

/** The message frame as text. The payload is JSON text already and goes in as it is. */
function message(publication: Publication, context: FrameContext): string {
  const { event, sender, timestamp, payload, position } = publication;
  let text =
    `{"op":"message","topic":${JSON.stringify(context.address)}` +
    `,"action":${JSON.stringify(event)},"sender":${JSON.stringify(sender)}` +
    `,"timestamp":"${timestamp}","store":${position !== undefined},"payload":${payload}`;
  if (position !== undefined) {
    text += `,"epoch":${JSON.stringify(position.epoch)},"offset":${position.offset}`;
    text += `,"prev":${context.prev ?? position.offset - 1}`;
  }
  if (context.author !== undefined) {
    text += `,"author":${JSON.stringify(author(context.author, [sender]))}`;
  }
  return `${text}}`;
}

/** The topic language, outgoing. */
export const topicDialect: Dialect = {
  name: 'topic',
  language: 'topic',

  join(frames) {
    return Buffer.concat(frames);
  },

  publication(publication, context) {
    return textFrame(message(publication, context));
  },

  presence(address, { count, changes }) {
    return textFrame(
      encode({ op: 'presence', topic: address, count, changes: changes.map(rosterEntry) }),
    );
  },

  removed(address) {
    return textFrame(
      encode({
        op: 'removed',
        topic: address,
        code: 'removed',
        message: 'You were removed from the topic.',
      }),
    );
  },

  ping() {
    return PING;
  },

  goodbye(reason, retryAfter): Goodbye {
    const { code, text, reconnect } = closeRow(reason);
    const frame = encode({
      op: 'disconnect',
      code,
      reason,
      reconnect,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
    return { frame: textFrame(frame), code, text };
  },
};
