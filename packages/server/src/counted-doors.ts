import type { Files } from '@parley/domains/files';

/** What is counted of files and calls as it happens. */
export class DoorCounts {
  /** Files that were kept. */
  files = 0;
  /** The bytes of those. */
  fileBytes = 0;
  /** Files that were not, by the code of the refusal; `failed` where there is none. */
  readonly filesRefused: Map<string, number> = new Map();
  /** Credentials for the relays of calls that were handed out. */
  turnCredentials = 0;
}

/** The same files, counted as they come. */
export function countFiles(files: Files, counts: DoorCounts): Files {
  return {
    ...files,
    upload: async (upload) => {
      try {
        const file = await files.upload(upload);
        counts.files += 1;
        counts.fileBytes += file.bytes;
        return file;
      } catch (error) {
        const code = codeOf(error);
        counts.filesRefused.set(code, (counts.filesRefused.get(code) ?? 0) + 1);
        throw error;
      }
    },
  };
}

/** Codes are rows of our tables; what the system calls its errors is none. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[a-z_]+$/u.test(code) ? code : 'failed';
}
