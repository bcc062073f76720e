import type { ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import css from './demo-accounts.module.css';
import { useSession } from './session-context.ts';

const PASSWORD = 'parley-demo';

/** The accounts that a demo community has from its start. */
export function DemoAccounts(): ReactNode {
  const { signIn } = useSession();
  const action = useAction((email: string) => signIn(email, PASSWORD));
  return (
    <section className={css.demo} aria-labelledby="demo-title">
      <h2 className={css.title} id="demo-title">
        This is a demo: come in as
      </h2>
      {action.error !== undefined && <Trouble>{errorText(action.error)}</Trouble>}
      <ul className={css.list}>
        {[1, 2, 3, 4, 5].map((n) => (
          <li key={n}>
            <button
              type="button"
              className={css.account}
              aria-label={`Demo member ${n}`}
              aria-disabled={action.busy}
              onClick={() => void action.run(`demo${n}@example.com`)}
            >
              {n}
            </button>
          </li>
        ))}
      </ul>
      <p className={css.note}>Open a second window as somebody else to talk to yourself.</p>
    </section>
  );
}
