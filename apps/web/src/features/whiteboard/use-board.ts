import {
  whiteboard,
  type BoardChange,
  type BoardPerson,
  type BoardQuestion,
  type BoardReport,
  type Whiteboard,
} from '@parley/client/whiteboard';
import { useClient } from '@parley/react';
import { useCallback, useEffect, useMemo, useState } from 'react';

/** A board and how it stands. */
export interface OpenBoard {
  readonly board: Whiteboard;
  readonly report: BoardReport;
  readonly people: readonly BoardPerson[];
  readonly questions: readonly BoardQuestion[];
  /** Hears what changes; the answer stops it. */
  readonly listen: (listener: (change: BoardChange) => void) => () => void;
}

/** The board of a booking, open as long as the component is there; at first there is none. */
export function useBoard(bookingId: number): OpenBoard | undefined {
  const client = useClient();
  const [board, setBoard] = useState<Whiteboard>();
  const [report, setReport] = useState<BoardReport>();
  const [people, setPeople] = useState<readonly BoardPerson[]>([]);
  const [questions, setQuestions] = useState<readonly BoardQuestion[]>([]);
  const [listeners] = useState(() => new Set<(change: BoardChange) => void>());
  useEffect(() => {
    const opened = whiteboard(client, bookingId, {
      change: (change) => {
        for (const listener of listeners) listener(change);
      },
      report: setReport,
      people: setPeople,
      questions: setQuestions,
    });
    setBoard(opened);
    setReport(opened.report);
    // What is not sent yet outlives the page, in the client's outbox.
    const flush = (): void => opened.flush();
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      opened.leave();
      setBoard(undefined);
      setPeople([]);
      setQuestions([]);
    };
  }, [client, bookingId, listeners]);
  const listen = useCallback(
    (listener: (change: BoardChange) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [listeners],
  );
  return useMemo(() => {
    if (board === undefined || report === undefined) return undefined;
    return { board, report, people, questions, listen };
  }, [board, report, people, questions, listen]);
}
