import { createContext, useContext } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import type { Member, ServerInfo } from '../../api/types.ts';

/**
 * Whether somebody is signed in.
 *
 * ```
 *   loading ──▶ in ◀──▶ out
 *      └──────▶ failed (the server did not answer) ── refresh ─▶ …
 * ```
 */
export type SessionState =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; readonly error: ApiError }
  | { readonly name: 'out'; readonly server: ServerInfo }
  | { readonly name: 'in'; readonly member: Member; readonly server: ServerInfo };

export interface SessionContextType {
  readonly state: SessionState;
  /** Asks the server again who is signed in. */
  readonly refresh: () => Promise<void>;
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

export const SessionContext = createContext<SessionContextType | undefined>(undefined);

/** Who is signed in, and the doors in and out. Only below `SessionProvider`. */
export function useSession(): SessionContextType {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('There is no SessionProvider above this component.');
  return session;
}

/** The member who is signed in. Only on pages that need one. */
export function useMember(): Member {
  const { state } = useSession();
  if (state.name !== 'in') throw new Error('This page needs a member who is signed in.');
  return state.member;
}
