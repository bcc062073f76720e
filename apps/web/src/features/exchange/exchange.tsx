import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { useWSText } from '@parley/react/exchange';
import { ArrowLeft, Info, PenLine } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { PageHeading } from '../../shell/page-heading.tsx';
import { useNarrow } from '../../shell/use-narrow.ts';
import bar from '../../ui/page-bar.module.css';
import { useTitle } from '../../ui/use-title.ts';
import { dayOf, timesOf } from '../bookings/when.ts';
import { CallPanel } from '../call/call-panel.tsx';
import { ExchangeText } from './exchange-text.tsx';
import css from './exchange.module.css';
import { NotYours } from './not-yours.tsx';
import { useBooking } from './use-booking.ts';
import { useMeetingSign } from './use-meeting-sign.ts';

// Excalidraw is large: it comes when it is opened.
const Board = lazy(async () => {
  const { WhiteboardPanel } = await import('../whiteboard/whiteboard-panel.tsx');
  return { default: WhiteboardPanel };
});

type View = 'call' | 'text' | 'board';

const views: { value: View; label: string }[] = [
  { value: 'call', label: 'Call' },
  { value: 'text', label: 'Text' },
  { value: 'board', label: 'Whiteboard' },
];

/** What one does in a meeting: talk, write, draw. */
export function Exchange({ bookingId }: { readonly bookingId: number }): ReactNode {
  const { error, topicMessages, online, self } = useWSText();
  const narrow = useNarrow();
  const [view, setView] = useState<View>('call');
  const [isBoardOpen, setBoardOpen] = useState(false);
  const booking = useBooking(bookingId);
  const title = booking?.title ?? 'Meeting';
  useTitle(title);
  useMeetingSign();

  if (error !== undefined && !error.retry) return <NotYours wasOpen={topicMessages.length > 0} />;
  const others = online.filter(({ scid }) => scid !== self).map(({ name }) => name);
  const here = others.length === 0 ? 'Only you are here' : `Here: you, ${others.join(', ')}`;
  const shows = (which: View): boolean => !narrow || view === which;
  const isBoardShown = narrow ? view === 'board' : isBoardOpen;
  return (
    <div className={css.page}>
      <header className={bar.header}>
        {narrow && (
          <ActionIcon component={Link} href="/bookings" aria-label="Back to the bookings">
            <ArrowLeft aria-hidden size={21} />
          </ActionIcon>
        )}
        <div className={bar.words}>
          <PageHeading className={bar.name}>{title}</PageHeading>
          <p className={bar.about}>
            {booking !== undefined &&
              `${dayOf(booking.startsOn, new Date())}, ${timesOf(booking)} · `}
            {here}
          </p>
        </div>
        <ActionIcon
          component={Link}
          href={`/bookings/${bookingId}`}
          aria-label="About this meeting"
          title="About this meeting"
        >
          <Info aria-hidden size={20} />
        </ActionIcon>
        {!narrow && (
          <Button
            variant="subtle"
            leftSection={<PenLine aria-hidden size={18} />}
            aria-expanded={isBoardOpen}
            onClick={() => setBoardOpen(!isBoardOpen)}
          >
            Whiteboard
          </Button>
        )}
      </header>
      {narrow && (
        <SegmentedControl
          className={css.views ?? ''}
          aria-label="What to show"
          data={views}
          value={view}
          onChange={setView}
        />
      )}
      <div className={css.columns} data-board={isBoardShown}>
        <div className={css.stage} hidden={!shows('call') && !isBoardShown}>
          {isBoardShown && (
            <section className={css.board} aria-label="Whiteboard">
              <Suspense fallback={<p role="status">Opening the whiteboard…</p>}>
                <Board bookingId={bookingId} />
              </Suspense>
            </section>
          )}
          {/* Hidden, not gone: one hears the others while one reads. */}
          <div className={css.call} hidden={!shows('call')}>
            <CallPanel label="Call" />
          </div>
        </div>
        <section className={css.text} aria-label="Text" hidden={!shows('text')}>
          <ExchangeText />
        </section>
      </div>
    </div>
  );
}
