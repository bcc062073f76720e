import type { ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import css from './demo-accounts.module.css';
import { useSession } from './session-context.ts';

const PASSWORD = 'parley-demo';
/** Their names, in the order of their addresses: demo1@example.com and so on. */
const NAMES = ['Mara Lindqvist', 'Tomás Arriaga', 'Yuki Tanabe', 'Priya Raman', 'Sam Okafor'];

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
        {NAMES.map((name, at) => (
          <li key={name}>
            <button
              type="button"
              className={css.account}
              aria-disabled={action.busy}
              onClick={() => void action.run(`demo${at + 1}@example.com`)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <p className={css.note}>Open a second window as somebody else to talk to yourself.</p>
    </section>
  );
}
