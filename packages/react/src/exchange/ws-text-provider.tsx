import { useCallback, useEffect, useMemo, type JSX, type ReactNode } from 'react';
import { ParleyError } from '@parley/client';
import { useClient } from '../use-client.ts';
import { useConnectionState } from '../use-connection-state.ts';
import { useHistory } from '../use-history.ts';
import { usePending } from '../use-pending.ts';
import { usePresence } from '../use-presence.ts';
import { ChatLog } from './chat-log.tsx';
import { MessageForm } from './message-form.tsx';
import { textLines, type TextPayload } from './text-lines.ts';
import type { TopicProviderProps } from './topic-message.ts';
import { usePresenceLines } from './use-presence-lines.ts';
import { TEXT_CHARACTERS, WSTextContext, type WSTextContextType } from './ws-text-context.ts';

/** What {@link WSTextProvider} takes. */
export interface WSTextProviderProps extends TopicProviderProps {
  readonly children?: ReactNode;
  /** Texts per page of the history. Default 50. */
  readonly pageSize?: number;
}

/**
 * Makes the text of a topic available below: {@link useWSText}. Texts, and who entered and who left,
 * are put into the shared list: one line a person, however many tabs and providers there are.
 *
 * @example
 * const [topicMessages, setTopicMessages] = useState<TopicMessage[]>([]);
 * return (
 *   <WSTextProvider
 *     topicId={`exchange/text:${id}`}
 *     topicMessages={topicMessages}
 *     setTopicMessages={setTopicMessages}
 *   >
 *     <Exchange />
 *   </WSTextProvider>
 * );
 */
export function WSTextProvider(props: WSTextProviderProps): JSX.Element {
  const { topicId, topicMessages, setTopicMessages, pageSize = 50, children } = props;
  const client = useClient();
  const self = useConnectionState().member?.scid;
  const history = useHistory<TextPayload>(topicId, { limit: pageSize });
  const { messages, older, hasOlder, loading, error } = history;
  const { userList, online } = usePresence(topicId);
  const pending = usePending(topicId);

  const isOpening = loading && messages.length === 0;
  useEffect(() => {
    if (topicId === undefined || isOpening) return;
    setTopicMessages((all) => textLines(all, topicId, messages, userList));
  }, [topicId, isOpening, messages, userList, setTopicMessages]);

  usePresenceLines(isOpening ? undefined : topicId, online, setTopicMessages);

  const submitMessage = useCallback<WSTextContextType['submitMessage']>(
    async (text) => {
      const message = text.trim();
      if (topicId === undefined) throw new ParleyError('not_joined');
      if (message === '')
        throw new ParleyError('bad_request', { message: 'Write something first.' });
      if (message.length > TEXT_CHARACTERS) throw new ParleyError('too_large');
      return client.transmit(true, 'text', topicId, { message } satisfies TextPayload);
    },
    [client, topicId],
  );

  const value = useMemo<WSTextContextType>(
    () => ({
      topicId,
      topicMessages,
      chatLog: <ChatLog />,
      submitMessageForm: <MessageForm />,
      submitMessage,
      pending,
      older,
      hasOlder,
      loading,
      error,
      userList,
      online,
      self,
    }),
    [
      topicId,
      topicMessages,
      submitMessage,
      pending,
      older,
      hasOlder,
      loading,
      error,
      userList,
      online,
      self,
    ],
  );
  return <WSTextContext.Provider value={value}>{children}</WSTextContext.Provider>;
}
