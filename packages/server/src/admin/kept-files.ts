import { fileName } from '@parley/domains/files/schema';
import type { KeptFile } from '@parley/domains/files';
import { z } from 'zod';

/** Files by pages, as the admin API answers them. */
export const keptFiles: z.ZodType<{ readonly files: readonly KeptFile[] }> = z.object({
  files: z.array(z.object({ id: z.int(), key: fileName, bytes: z.int() })),
});
