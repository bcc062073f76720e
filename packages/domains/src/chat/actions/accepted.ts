import { valueOf } from '../../db.ts';
import { DomainError } from '../../errors.ts';
import type { Refused } from '../units/refused.ts';

/** Throws the refusal of a unit; its answer otherwise. */
export function accepted<R extends object>(result: { readonly value: R | Refused | undefined }): R {
  const value = valueOf(result);
  if ('refused' in value) {
    const { refused, detail } = value;
    throw new DomainError(refused, detail === undefined ? {} : { detail });
  }
  return value;
}
