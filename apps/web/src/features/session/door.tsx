import type { ReactNode } from 'react';
import { Brand } from '../../ui/brand.tsx';
import { PageHeading } from '../../shell/page-heading.tsx';
import css from './door.module.css';

interface DoorProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  /** The way to the other door: "No account yet?" */
  readonly foot?: ReactNode;
}

/** The frame of the pages before one is in: what this place is, and the form. */
export function Door({ title, lead, children, foot }: DoorProps): ReactNode {
  return (
    <div className={css.door}>
      <header className={css.welcome}>
        <Brand large />
        <p className={css.slogan}>
          Talk it over<span className={css.stop}>.</span>
        </p>
        <p className={css.about}>
          Rooms for your community, on a server of your own. What you write arrives at once, in
          order, and is still there tomorrow.
        </p>
      </header>
      <main className={css.main} id="main" tabIndex={-1}>
        <div className={css.sheet}>
          <PageHeading className={css.title}>{title}</PageHeading>
          {lead !== undefined && <p className={css.lead}>{lead}</p>}
          {children}
          {foot !== undefined && <p className={css.foot}>{foot}</p>}
        </div>
      </main>
    </div>
  );
}
