import type { ReactNode } from 'react';
import css from './brand.module.css';

/** The mark: a speech bubble that flies a flag, with the name beside it. */
export function Brand({ large = false }: { readonly large?: boolean }): ReactNode {
  return (
    <span className={css.brand} data-large={large}>
      <svg viewBox="0 0 32 32" aria-hidden="true" className={css.mark}>
        <path
          className={css.bubble}
          d="M9 2h14a7 7 0 0 1 7 7v9a7 7 0 0 1-7 7h-8.5L7 30.4V24.6A7 7 0 0 1 2 18V9a7 7 0 0 1 7-7Z"
        />
        <path className={css.flag} d="M9 9h14l-4 4.5L23 18H9Z" />
      </svg>
      Parley
    </span>
  );
}
