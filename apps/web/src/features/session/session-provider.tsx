import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { toApiError } from '../../api/api-error.ts';
import { sessionApi } from '../../api/session.ts';
import { forgetDrafts } from '../composer/drafts.ts';
import { SessionContext, type SessionContextType, type SessionState } from './session-context.ts';

async function ask(): Promise<SessionState> {
  try {
    const { member, server } = await sessionApi.current();
    return member === undefined ? { name: 'out', server } : { name: 'in', member, server };
  } catch (thrown) {
    return { name: 'failed', error: toApiError(thrown) };
  }
}

/** Holds who is signed in. */
export function SessionProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [state, setState] = useState<SessionState>({ name: 'loading' });
  const refresh = useCallback(async () => setState(await ask()), []);
  useEffect(() => void refresh(), [refresh]);
  const value = useMemo<SessionContextType>(
    () => ({
      state,
      refresh,
      async signIn(email, password) {
        await sessionApi.signIn({ email, password });
        await refresh();
      },
      async signOut() {
        await sessionApi.signOut();
        forgetDrafts(globalThis.sessionStorage);
        await refresh();
      },
    }),
    [state, refresh],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}
