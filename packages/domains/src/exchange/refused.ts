import { valueOf } from '../db.ts';
import { DomainError, type DomainErrorCode } from '../errors.ts';

/** A refusal that a unit answers; nothing was written. */
export interface Refused {
  readonly refused: DomainErrorCode;
}

/** Refuses. */
export function refuse(refused: DomainErrorCode): Refused {
  return { refused };
}

/** Throws the refusal of a unit; its answer otherwise. */
export function accepted<R extends object>(result: { readonly value: R | Refused | undefined }): R {
  const value = valueOf(result);
  if ('refused' in value) throw new DomainError(value.refused);
  return value;
}
