import { z } from 'zod';

/** Somebody in a booking, a quote or beside a schedule. */
export interface BookingPerson {
  readonly id: number;
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
}
/** {@link BookingPerson} as a schema. */
export const bookingPerson: z.ZodType<BookingPerson> = z.object({
  id: z.int(),
  name: z.string(),
  color: z.string(),
});
