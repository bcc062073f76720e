import { valueOf } from '../../db.ts';
import { DomainError } from '../../errors.ts';
import type { Refused } from '../units.ts';

/** Throws the refusal of a unit; its answer otherwise. */
export function accepted<R>(result: { readonly value: R | Refused | undefined }): R {
  const value = valueOf(result);
  if (isRefused(value)) throw new DomainError(value.refused);
  return value;
}

function isRefused<R>(value: R | Refused): value is Refused {
  return typeof value === 'object' && value !== null && 'refused' in value;
}
