import type { MessageView } from '@parley/domains/chat/schema';
import type { ReactNode } from 'react';
import { nameOf as emojiName } from '../emoji/emojis.ts';
import { useConversationContext } from './conversation-context.ts';
import css from './reactions.module.css';

/** Names that are told one by one. */
const NAMED = 8;

/** "You, Ada and 3 others" */
export function reactors(names: readonly (string | undefined)[], count: number): string {
  const known = names.filter((name) => name !== undefined).slice(0, NAMED);
  const others = count - known.length;
  if (known.length === 0) return `${count} ${count === 1 ? 'person' : 'people'}`;
  if (others > 0) return `${known.join(', ')} and ${others} other${others === 1 ? '' : 's'}`;
  const last = known.at(-1);
  return known.length === 1 ? `${last}` : `${known.slice(0, -1).join(', ')} and ${last}`;
}

/** The reactions to a message; pressing one adds mine or takes it back. */
export function Reactions({ message }: { readonly message: MessageView }): ReactNode {
  const { self, nameOf, actions } = useConversationContext();
  if (message.reactions.length === 0) return null;
  return (
    <div className={css.reactions} role="group" aria-label="Reactions">
      {message.reactions.map(({ emoji, count, community_member_ids: ids }) => {
        const mine = ids.includes(self);
        const others = ids.filter((id) => id !== self).map(nameOf);
        const who = reactors([...(mine ? ['You'] : []), ...others], count);
        return (
          <button
            key={emoji}
            type="button"
            className={css.reaction}
            aria-pressed={mine}
            aria-label={`${count} ${emojiName(emoji)}: ${who}`}
            title={`${who} · ${emojiName(emoji)}`}
            onClick={() => actions.react(message, emoji)}
          >
            <span aria-hidden="true">{emoji}</span> {count}
          </button>
        );
      })}
    </div>
  );
}
