import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { sessionApi } from '../../api/session.ts';
import { useAction } from '../../ui/use-action.ts';
import { useTitle } from '../../ui/use-title.ts';
import { AccountForm, type Account } from './account-form.tsx';
import { Door } from './door.tsx';
import { useSession } from './session-context.ts';

/** Makes an account and comes in with it. */
export function SignUpPage(): ReactNode {
  useTitle('Make an account');
  const { refresh } = useSession();
  const [, navigate] = useLocation();
  const action = useAction(async ({ name, email, password }: Account) => {
    await sessionApi.signUp({ name, email, password });
    await refresh();
    navigate('/', { replace: true });
  });
  return (
    <Door
      title="Make an account"
      foot={
        <>
          You have one? <Link href="/">Sign in</Link>
        </>
      }
    >
      <AccountForm fresh submit="Make the account" action={action} />
    </Door>
  );
}
