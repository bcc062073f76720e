import type { FileView } from '@parley/domains/files/schema';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { uploadFile } from '../../api/files.ts';
import { messagesApi } from '../../api/messages.ts';
import { ApiError } from '../../api/api-error.ts';
import { useSession } from '../session/session-context.ts';
import { FileQueue, MOST, type FileOnItsWay } from './file-queue.ts';
import { sizeText } from './file-words.ts';

export interface UseFileQueue {
  readonly files: readonly FileOnItsWay[];
  readonly add: (files: readonly File[]) => void;
  readonly retry: (id: string) => void;
  readonly cancel: (id: string) => void;
  /** What was left behind, in words. */
  readonly trouble: string | undefined;
}

/** My files on their way into a room, or into one of its threads. Who leaves the room gives them up. */
export function useFileQueue(
  { uuid, topic }: { readonly uuid: string; readonly topic: string },
  parentId: number | null,
): UseFileQueue {
  const { state } = useSession();
  const most = state.name === 'in' ? state.server.fileBytes : undefined;
  const queue = useMemo(
    () =>
      new FileQueue({
        upload: (file, options) =>
          requireSize(file, most) ?? uploadFile(file, { ...options, topic }),
        send: (file, id) => messagesApi.attach(uuid, file, { id, parentId }),
      }),
    [uuid, topic, parentId, most],
  );
  useEffect(() => () => queue.close(), [queue]);
  const [trouble, setTrouble] = useState<string>();
  const files = useSyncExternalStore(queue.subscribe, queue.read);
  const add = useCallback(
    (given: readonly File[]) => {
      const left = queue.add(given);
      setTrouble(left === 0 ? undefined : `At most ${MOST} files at once: ${left} were left.`);
    },
    [queue],
  );
  const retry = useCallback((id: string) => queue.retry(id), [queue]);
  const cancel = useCallback((id: string) => queue.cancel(id), [queue]);
  return { files, add, retry, cancel, trouble };
}

/** A file that is too large is told before it goes: half-way, browsers hear of a broken connection only. */
function requireSize(file: File, most: number | undefined): Promise<FileView> | undefined {
  if (most === undefined || file.size <= most) return undefined;
  const text = `It is too large: ${sizeText(file.size)}, and a file may have ${sizeText(most)}.`;
  return Promise.reject(new ApiError('file_too_large', text));
}
