import { Button } from '@mantine/core';
import { PenLine } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { Drawing } from './drawing.tsx';
import { loadExcalidraw, type Excalidraw } from './excalidraw.ts';
import { useBoard } from './use-board.ts';
import css from './whiteboard.module.css';

/** The whiteboard of a booking; the editor is loaded when this is shown. */
export function WhiteboardPanel({ bookingId }: { readonly bookingId: number }): ReactNode {
  const open = useBoard(bookingId);
  const [library, setLibrary] = useState<Excalidraw>();
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isOver = false;
    setFailed(false);
    loadExcalidraw().then(
      (loaded) => !isOver && setLibrary(loaded),
      () => !isOver && setFailed(true),
    );
    return () => {
      isOver = true;
    };
  }, [tries]);

  if (open?.report.status === 'refused') {
    return (
      <Notice icon={<PenLine size={28} />} title="This whiteboard is not yours to see" alert>
        Only the people of its booking draw on it.
      </Notice>
    );
  }
  if (failed) {
    return (
      <Notice
        icon={<PenLine size={28} />}
        title="The whiteboard could not be loaded"
        action={<Button onClick={() => setTries(tries + 1)}>Try again</Button>}
        alert
      >
        Check your connection.
      </Notice>
    );
  }
  if (library === undefined || open === undefined || open.report.status === 'loading') {
    return (
      <p className={css.loading} role="status">
        Opening the whiteboard…
      </p>
    );
  }
  return <Drawing key={bookingId} bookingId={bookingId} library={library} open={open} />;
}
