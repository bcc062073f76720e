import type { FileView } from '@parley/domains/files/schema';
import { ApiError } from './api-error.ts';
import { query } from './paths.ts';
import { refusal } from './request.ts';

/** Where a file goes, and what is heard of it on its way. */
export interface UploadOptions {
  readonly topic: string;
  /** From 0 to 1. */
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a file.
 *
 * @throws ApiError for every refusal, with code `offline` without an answer and `cancelled` when given up.
 */
export function uploadFile(
  file: File,
  { topic, onProgress, signal }: UploadOptions,
): Promise<FileView> {
  return new Promise((resolve, reject) => {
    // `fetch` does not tell how much of a body has gone.
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const fail = (error: ApiError): void => {
      signal.removeEventListener('abort', abort);
      reject(error);
    };
    request.open('POST', `/api/files${query({ topic, name: file.name || 'picture' })}`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onProgress(loaded / total);
    });
    request.addEventListener('load', () => {
      signal.removeEventListener('abort', abort);
      const answer: unknown = request.response;
      if (request.status === 201) resolve(answer as FileView);
      else reject(refusal(request.status, answer));
    });
    request.addEventListener('abort', () => fail(new ApiError('cancelled', 'It was given up.')));
    request.addEventListener('error', () => {
      fail(new ApiError('offline', 'The server cannot be reached at the moment.'));
    });
    if (signal.aborted) return fail(new ApiError('cancelled', 'It was given up.'));
    signal.addEventListener('abort', abort);
    request.send(file);
  });
}
