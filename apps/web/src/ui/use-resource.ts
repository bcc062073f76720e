import { useCallback, useEffect, useState } from 'react';
import { toApiError, type ApiError } from '../api/api-error.ts';

/** Something asked of the server: what it said last, and how the newest asking went. */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Loads when shown and whenever `load` changes (keep it stable); what came last stays meanwhile. */
export function useResource<T>(load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [data, setData] = useState<T>();
  const [error, setError] = useState<ApiError>();
  const [loading, setLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setLoading(true);
    load(stop.signal).then(
      (answer) => {
        if (stop.signal.aborted) return;
        setData(answer);
        setError(undefined);
        setLoading(false);
      },
      (thrown: unknown) => {
        if (stop.signal.aborted) return;
        setError(toApiError(thrown));
        setLoading(false);
      },
    );
    return () => stop.abort();
  }, [load, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { data, error, loading, reload };
}
