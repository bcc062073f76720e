import { useState } from 'react';
import { WSTextProvider, useWSText, type TopicMessage } from '@parley/react/exchange';

function ExchangeComponent() {
  const { chatLog, submitMessageForm, online } = useWSText();
  return (
    <>
      <p>{online.length} here</p>
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
      <ExchangeComponent />
    </WSTextProvider>
  );
}
