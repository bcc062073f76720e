import { useState } from 'react';
import { WSCallProvider, useWSCall } from '@parley/react/call';
import { WSTextProvider, useWSText, type TopicMessage } from '@parley/react/exchange';

function ExchangeComponent() {
  const { chatLog, submitMessageForm, online } = useWSText();
  const { join, ready, participants } = useWSCall();
  return (
    <>
      <p>
        {online.length} here, {participants.size} in the call
      </p>
      <button disabled={!ready} onClick={() => void join({ video: true })}>
        Join the call
      </button>
      {chatLog}
      {submitMessageForm}
    </>
  );
}

export function Exchange({ exchangeId }: { exchangeId: string }) {
  const [topicMessages, setTopicMessages] = useState<TopicMessage[]>([]);
  return (
    <WSTextProvider
      topicId={`exchange/text:${exchangeId}`}
      topicMessages={topicMessages}
      setTopicMessages={setTopicMessages}
    >
      <WSCallProvider
        topicId={`exchange/call:${exchangeId}`}
        topicMessages={topicMessages}
        setTopicMessages={setTopicMessages}
      >
        <ExchangeComponent />
      </WSCallProvider>
    </WSTextProvider>
  );
}
