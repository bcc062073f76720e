// The nesting of seed 001, as its readers would write it: without `strict`, the list untyped.
import { useState, type JSX } from 'react';
import { WSCallProvider } from '@parley/react/call';
import { WSTextProvider } from '@parley/react/exchange';

export function Meeting({ exchangeContext, ExchangeComponent }): JSX.Element {
  const [topicMessages, setTopicMessages] = useState([]);
  return (
    <WSTextProvider
      topicId={`exchange/text:${exchangeContext.exchangeId}`}
      topicMessages={topicMessages}
      setTopicMessages={setTopicMessages}
    >
      <WSCallProvider
        topicId={`exchange/call:${exchangeContext.exchangeId}`}
        topicMessages={topicMessages}
        setTopicMessages={setTopicMessages}
      >
        <ExchangeComponent />
      </WSCallProvider>
    </WSTextProvider>
  );
}
