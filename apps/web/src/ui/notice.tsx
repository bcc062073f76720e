import type { ReactNode } from 'react';
import css from './notice.module.css';

interface NoticeProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Said aloud at once when it appears. */
  readonly alert?: boolean;
}

/** What stands where content would be: nothing yet, or something went wrong, and what to do. */
export function Notice({ icon, title, children, action, alert = false }: NoticeProps): ReactNode {
  return (
    <div className={css.notice} role={alert ? 'alert' : undefined}>
      {icon !== undefined && (
        <span className={css.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <p className={css.title}>{title}</p>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {action}
    </div>
  );
}

/** One line of trouble inside a form or a list. */
export function Trouble({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <p className={css.trouble} role="alert">
      {children}
    </p>
  );
}
