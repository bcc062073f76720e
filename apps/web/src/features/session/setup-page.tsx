import type { ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { sessionApi } from '../../api/session.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useTitle } from '../../ui/use-title.ts';
import { AccountForm, type Account } from './account-form.tsx';
import { Door } from './door.tsx';
import { useSession } from './session-context.ts';

/** Where the one-time link of a new server leads: its first administrator. */
export function SetupPage(): ReactNode {
  useTitle('Set up');
  const { refresh } = useSession();
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const token = params.get('token') ?? '';
  const action = useAction(async ({ name, email, password }: Account) => {
    await sessionApi.setUp({ token, name, email, password });
    await refresh();
    // The token is used up; it need not stay in the history.
    navigate('/', { replace: true });
  });
  return (
    <Door
      title="Set up this server"
      lead="You are its first administrator. Everyone else can come in after you."
      foot={<Link href="/">Sign in instead</Link>}
    >
      {token === '' ? (
        <Trouble>
          This link is not whole: it should end in ?token=…, as the server printed it.
        </Trouble>
      ) : (
        <AccountForm fresh submit="Begin" action={action} />
      )}
    </Door>
  );
}
