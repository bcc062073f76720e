import type { CallStatistics } from '@parley/client/call';
import { useCallStatistics } from '@parley/react/call';
import type { ReactNode } from 'react';
import css from './quality.module.css';

type Grade = 'good' | 'fair' | 'poor';

/** How well one can talk: what a conversation feels of losses and delays. */
export function gradeOf({
  lost,
  roundTrip = 0,
}: Pick<CallStatistics, 'lost' | 'roundTrip'>): Grade {
  if (lost > 0.08 || roundTrip > 500) return 'poor';
  return lost > 0.02 || roundTrip > 250 ? 'fair' : 'good';
}

/** How the connection to a participant does: three bars, and the figures on hover. */
export function Quality({ connectionId }: { readonly connectionId: string }): ReactNode {
  const read = useCallStatistics(connectionId);
  if (read === undefined) return null;
  const grade = gradeOf(read);
  const figures = [
    read.roundTrip === undefined ? undefined : `${Math.round(read.roundTrip)} ms`,
    `${(read.lost * 100).toFixed(1)} % lost`,
    read.path?.remote === 'relay' || read.path?.local === 'relay' ? 'by relay' : 'direct',
  ];
  const title = `Connection ${grade}: ${figures.filter((one) => one !== undefined).join(', ')}`;
  return (
    <span className={css.bars} data-grade={grade} title={title}>
      <i />
      <i />
      <i />
    </span>
  );
}
