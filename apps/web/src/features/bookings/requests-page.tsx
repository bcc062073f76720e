import { Button } from '@mantine/core';
import type { QuoteView } from '@parley/domains/exchange/schema';
import { Inbox } from 'lucide-react';
import { useCallback, useId, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { bookingsApi } from '../../api/bookings.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { errorText } from '../../ui/error-text.ts';
import { Notice, Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import css from './bookings.module.css';
import { ListState } from './list-state.tsx';
import { Page } from './page.tsx';
import { useNow } from './use-now.ts';
import { usePages, type Pages } from './use-pages.ts';
import { dayOf, timesOf } from './when.ts';

function useQuotes(side: 'received' | 'asked', status: 'open' | 'all'): Pages<QuoteView> {
  const load = useCallback(
    async (cursor: string | undefined, signal: AbortSignal) => {
      const { quotes: items, next } = await bookingsApi.quotes({ side, status, cursor }, signal);
      return { items, next };
    },
    [side, status],
  );
  return usePages(load);
}

/** What others ask of one, to be answered, and what one asked of others. */
export function RequestsPage(): ReactNode {
  const received = useQuotes('received', 'open');
  const asked = useQuotes('asked', 'all');
  const [done, setDone] = useState('');
  const titles = useId();
  const answer = useAction(async (quote: QuoteView, what: 'accept' | 'decline' | 'withdraw') => {
    setDone('');
    try {
      await bookingsApi[what](quote.id);
    } finally {
      // A refusal says that it is not as it was shown.
      received.reload();
      asked.reload();
    }
    setDone(doneTexts[what](quote));
  });
  return (
    <Page title="Requests">
      {answer.error !== undefined && <Trouble>{errorText(answer.error)}</Trouble>}
      <p className={css.done} role="status">
        {done}
      </p>
      <section className={css.section} aria-labelledby={`${titles}received`}>
        <h2 id={`${titles}received`} className={css.sectionTitle}>
          To answer
        </h2>
        <ListState
          list={received}
          what="requests"
          empty={
            <Notice icon={<Inbox />} title="Nobody waits for an answer">
              Who asks for one of <Link href="/bookings/schedules">your times</Link> shows up here.
            </Notice>
          }
        >
          {(quotes) => (
            <ul className={css.list}>
              {quotes.map((quote) => (
                <Request key={quote.id} quote={quote} person={quote.client}>
                  <Button
                    size="sm"
                    aria-label={`Accept: ${quote.title}`}
                    onClick={() => void answer.run(quote, 'accept')}
                  >
                    Accept
                  </Button>
                  <Button
                    size="sm"
                    variant="default"
                    aria-label={`Decline: ${quote.title}`}
                    onClick={() => void answer.run(quote, 'decline')}
                  >
                    Decline
                  </Button>
                </Request>
              ))}
            </ul>
          )}
        </ListState>
      </section>
      <section className={css.section} aria-labelledby={`${titles}asked`}>
        <h2 id={`${titles}asked`} className={css.sectionTitle}>
          You asked
        </h2>
        <ListState
          list={asked}
          what="requests of yours"
          empty={
            <p className={css.none}>
              Nothing yet. <Link href="/bookings/ask">Ask somebody for a time</Link>.
            </p>
          }
        >
          {(quotes) => (
            <ul className={css.list}>
              {quotes.map((quote) => (
                <Request key={quote.id} quote={quote} person={quote.owner}>
                  <Outcome quote={quote} onWithdraw={() => void answer.run(quote, 'withdraw')} />
                </Request>
              ))}
            </ul>
          )}
        </ListState>
      </section>
    </Page>
  );
}

const doneTexts = {
  accept: ({ title }: QuoteView) => `Accepted: ${title}.`,
  decline: ({ title }: QuoteView) => `Declined: ${title}.`,
  withdraw: ({ title }: QuoteView) => `Taken back: ${title}.`,
} as const;

interface RequestProps {
  readonly quote: QuoteView;
  readonly person: QuoteView['owner'];
  readonly children: ReactNode;
}

function Request({ quote, person, children }: RequestProps): ReactNode {
  const now = useNow();
  return (
    <li className={css.card}>
      <Avatar name={person.name} color={person.color} />
      <span className={css.words}>
        <span className={css.name}>{quote.title}</span>
        <span className={css.about}>
          {person.name} · {dayOf(quote.startsOn, now)},{' '}
          <span className={css.time}>{timesOf(quote)}</span>
        </span>
        {quote.note !== '' && <span className={css.note}>{quote.note}</span>}
      </span>
      <span className={css.buttons}>{children}</span>
    </li>
  );
}

interface OutcomeProps {
  readonly quote: QuoteView;
  readonly onWithdraw: () => void;
}

/** What became of what one asked. */
function Outcome({ quote, onWithdraw }: OutcomeProps): ReactNode {
  const now = useNow();
  const { status, title, bookingId } = quote;
  if (status === 'accepted') {
    return bookingId === null ? 'Accepted' : <Link href={`/bookings/${bookingId}`}>Accepted</Link>;
  }
  if (status === 'declined') return 'Declined';
  if (status === 'withdrawn') return 'Taken back';
  if (Date.parse(quote.startsOn) <= now.getTime()) return 'Not answered';
  return (
    <>
      Waits
      <Button size="sm" variant="default" aria-label={`Take back: ${title}`} onClick={onWithdraw}>
        Take back
      </Button>
    </>
  );
}
