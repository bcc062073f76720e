import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ServerInfo } from '../../api/types.ts';
import { useAction } from '../../ui/use-action.ts';
import { useTitle } from '../../ui/use-title.ts';
import { AccountForm, type Account } from './account-form.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { Door } from './door.tsx';
import { useSession } from './session-context.ts';

/** The way in. The page one wanted opens behind it: the address stays. */
export function SignInPage({ server }: { readonly server: ServerInfo }): ReactNode {
  useTitle('Sign in');
  const { signIn } = useSession();
  const action = useAction(({ email, password }: Account) => signIn(email, password));
  const foot = server.signUp ? (
    <>
      New here? <Link href="/signup">Make an account</Link>
    </>
  ) : undefined;
  return (
    <Door title="Sign in" foot={foot}>
      <AccountForm submit="Sign in" action={action} />
      {server.demo && <DemoAccounts />}
      {server.setup === true && (
        <p>
          Nobody lives here yet. Open the one-time link that the server printed when it started to
          make the first administrator.
        </p>
      )}
    </Door>
  );
}
