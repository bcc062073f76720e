import type { DomainErrorCode } from '../../errors.ts';

/** A refusal that a unit answers; nothing was written. */
export interface Refused {
  readonly refused: Extract<DomainErrorCode, 'forbidden' | 'invalid' | 'not_found' | 'too_many'>;
  /** For people, where the code's own text does not tell enough. */
  readonly detail?: string;
}

/** Whether something changed. */
export interface Done {
  readonly done: boolean;
}

/** Refuses. */
export function refuse(refused: Refused['refused'], detail?: string): Refused {
  return detail === undefined ? { refused } : { refused, detail };
}
