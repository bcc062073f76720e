import { useState } from 'react';
import { toApiError, type ApiError } from '../api/api-error.ts';

/** A request that a person starts: one at a time, with what it ended in. */
export interface Action<A extends readonly unknown[]> {
  readonly run: (...args: A) => Promise<void>;
  readonly busy: boolean;
  readonly error: ApiError | undefined;
}

/**
 * Wraps `action` for a button or a form; a second press while it runs does nothing.
 *
 * @param failed for an error that is shown elsewhere
 */
export function useAction<A extends readonly unknown[]>(
  action: (...args: A) => Promise<unknown>,
  failed?: (error: ApiError) => void,
): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  return {
    busy,
    error,
    async run(...args) {
      if (busy) return;
      setBusy(true);
      setError(undefined);
      try {
        await action(...args);
      } catch (thrown) {
        const refusal = toApiError(thrown);
        setError(refusal);
        failed?.(refusal);
      } finally {
        setBusy(false);
      }
    },
  };
}
