import type { ReactNode } from 'react';
import css from './check-field.module.css';

interface CheckFieldProps {
  readonly name: string;
  readonly label: string;
  /** At the start. */
  readonly checked: boolean;
}

/** A yes or no of a form, with what it means. */
export function CheckField({ name, label, checked }: CheckFieldProps): ReactNode {
  return (
    <label className={css.field}>
      <input type="checkbox" name={name} defaultChecked={checked} />
      {label}
    </label>
  );
}
