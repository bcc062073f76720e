import type { MessageView } from '@parley/domains/chat/schema';
import { MessageSquareReply } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import { useConversationContext } from './conversation-context.ts';
import css from './thread-link.module.css';

/** What hangs on a message: how many replies, by whom, and the way there. */
export function ThreadLink({ message }: { readonly message: MessageView }): ReactNode {
  const { actions } = useConversationContext();
  const { replies_count: count, thread_participants_preview: faces } = message;
  if (count === 0) return null;
  const more = message.total_thread_participants_count - faces.length;
  return (
    <button type="button" className={css.link} onClick={() => actions.openThread(message)}>
      {faces.length === 0 && <MessageSquareReply aria-hidden size={16} />}
      <span className={css.faces}>
        {faces.map(({ community_member_id: id, name, color }) => (
          <Avatar key={id} name={name} color={color} size="tiny" />
        ))}
        {more > 0 && <span className={css.more}>+{more}</span>}
      </span>
      {count === 1 ? '1 reply' : `${count} replies`}
    </button>
  );
}
