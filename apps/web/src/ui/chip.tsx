import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './chip.module.css';

interface ChipProps {
  readonly children: ReactNode;
  /** What the button does that takes it away, for who does not see it. */
  readonly removes: string;
  readonly onRemove: () => void;
}

/** One of a list of what was chosen, with a button that takes it away. */
export function Chip({ children, removes, onRemove }: ChipProps): ReactNode {
  return (
    <li className={css.chip}>
      {children}
      <button type="button" className={css.remove} aria-label={removes} onClick={onRemove}>
        <X aria-hidden size={14} />
      </button>
    </li>
  );
}
