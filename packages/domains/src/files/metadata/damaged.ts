import { DomainError } from '../../errors.ts';
import { fileLimits } from '../limits.ts';

/** The refusal of a picture that cannot be read as its kind is written. */
export function damaged(): DomainError {
  return new DomainError('file_refused', { detail: 'The picture is damaged.' });
}

/** Counts the parts of a picture, and throws when there are too many. */
export class PartCount {
  #parts = 0;

  add(): void {
    this.#parts += 1;
    if (this.#parts > fileLimits.pictureParts.default) throw damaged();
  }
}
