import type { ExcalidrawElement, FileId } from '@excalidraw/excalidraw/element/types';
import type {
  BinaryFileData,
  DataURL,
  ExcalidrawImperativeAPI,
} from '@excalidraw/excalidraw/types';
import { useCallback, useRef } from 'react';
import { pageOf } from './shared-page.ts';

/** A blob as an address that holds it. */
export function dataUrl(blob: Blob): Promise<DataURL> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as DataURL));
    reader.addEventListener('error', () => reject(new TypeError('The file cannot be read.')));
    reader.readAsDataURL(blob);
  });
}

/** Fetches the pictures of shared pages that are on the board, each once, from our own server. */
export function useSharedPages(
  api: ExcalidrawImperativeAPI | undefined,
): (elements: readonly ExcalidrawElement[]) => void {
  const asked = useRef(new Set<string>());
  return useCallback(
    (elements) => {
      if (api === undefined) return;
      for (const element of elements) {
        if (element.type !== 'image' || element.isDeleted || element.fileId === null) continue;
        const { fileId } = element;
        const page = pageOf(element);
        if (page === undefined || asked.current.has(fileId)) continue;
        asked.current.add(fileId);
        if (api.getFiles()[fileId] !== undefined) continue;
        fetchPicture(page.url, fileId).then(
          (file) => api.addFiles([file]),
          // Shown as a picture that is missing; asked for again when the board changes.
          () => asked.current.delete(fileId),
        );
      }
    },
    [api],
  );
}

async function fetchPicture(url: string, id: FileId): Promise<BinaryFileData> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new TypeError(`The picture was refused with status ${response.status}.`);
  const blob = await response.blob();
  const mimeType = blob.type as BinaryFileData['mimeType'];
  return { id, mimeType, dataURL: await dataUrl(blob), created: Date.now() };
}
