import { WSCallProvider } from '@parley/react/call';
import { WSTextProvider, type TopicMessage } from '@parley/react/exchange';
import { exchangeTopic } from '@parley/domains/exchange/schema';
import { useState, type ReactNode } from 'react';
import { Exchange } from './exchange.tsx';
import { NotYours } from './not-yours.tsx';

/** The meeting of a booking: its text and its call over one list of lines. */
export function ExchangePage({ id }: { readonly id: string }): ReactNode {
  if (!/^[1-9]\d{0,14}$/u.test(id)) return <NotYours />;
  return <Meeting key={id} bookingId={Number(id)} />;
}

function Meeting({ bookingId }: { readonly bookingId: number }): ReactNode {
  const [topicMessages, setTopicMessages] = useState<TopicMessage[]>([]);
  return (
    <WSTextProvider
      topicId={exchangeTopic('text', bookingId)}
      topicMessages={topicMessages}
      setTopicMessages={setTopicMessages}
    >
      <WSCallProvider
        topicId={exchangeTopic('call', bookingId)}
        topicMessages={topicMessages}
        setTopicMessages={setTopicMessages}
      >
        <Exchange bookingId={bookingId} />
      </WSCallProvider>
    </WSTextProvider>
  );
}
