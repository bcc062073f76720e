import type { FileId } from '@excalidraw/excalidraw/element/types';
import type { BinaryFileData, ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { ApiError } from '../../api/api-error.ts';
import { request } from '../../api/request.ts';
import { sizeText } from '../files/file-words.ts';
import type { Excalidraw } from './excalidraw.ts';
import type { SharedPage } from './shared-page.ts';
import { dataUrl } from './use-shared-pages.ts';

/** A picture of what is to be shared. */
export interface Picture {
  readonly blob: Blob;
  readonly name: string;
}

interface Uploaded {
  /** `/files/…` */
  readonly url: string;
}

/** Why a picture cannot be shared, known before the others are asked; `undefined`: nothing speaks against it. */
export async function troubleWith(
  picture: Blob,
  most: number | undefined,
): Promise<string | undefined> {
  if (most !== undefined && picture.size > most) {
    const [size, limit] = [sizeText(picture.size), sizeText(most)];
    return `It is too large: ${size}, and a file may have ${limit}. Make it smaller, then choose it again.`;
  }
  try {
    await sizeOf(picture);
  } catch {
    return 'This is no picture that can be shown. Choose a PNG, JPEG, GIF or WebP, or a PDF.';
  }
  return undefined;
}

/** Sends a picture to the server, for those who may see the board. Throws `ApiError`. */
export async function upload(topic: string, { blob, name }: Picture): Promise<Uploaded> {
  const query = new URLSearchParams({ topic, name });
  return request<Uploaded>('POST', `/api/files?${query.toString()}`, { file: blob });
}

/** Puts an uploaded picture on the board, in the middle of what one looks at. */
export async function place(
  library: Excalidraw,
  api: ExcalidrawImperativeAPI,
  { blob, name }: Picture,
  { url, ask }: Uploaded & { readonly ask: string | undefined },
): Promise<void> {
  // The board knows the picture by the name in its address.
  const fileId = url.slice('/files/'.length) as FileId;
  const size = await sizeOf(blob);
  const state = api.getAppState();
  const zoom = state.zoom.value;
  const room = { width: (state.width * 0.8) / zoom, height: (state.height * 0.7) / zoom };
  const scale = Math.min(room.width / size.width, room.height / size.height);
  const [width, height] = [size.width * scale, size.height * scale];
  const customData: SharedPage = { url, name, ...(ask === undefined ? {} : { ask }) };
  const mimeType = blob.type as BinaryFileData['mimeType'];
  api.addFiles([{ id: fileId, mimeType, dataURL: await dataUrl(blob), created: Date.now() }]);
  const made = library.convertToExcalidrawElements([
    {
      type: 'image',
      fileId,
      status: 'saved',
      x: state.width / 2 / zoom - state.scrollX - width / 2,
      y: state.height / 2 / zoom - state.scrollY - height / 2,
      width,
      height,
      customData,
    },
  ]);
  api.updateScene({
    elements: [...api.getSceneElementsIncludingDeleted(), ...made],
    captureUpdate: library.CaptureUpdateAction.IMMEDIATELY,
  });
}

async function sizeOf(blob: Blob): Promise<{ readonly width: number; readonly height: number }> {
  try {
    const bitmap = await createImageBitmap(blob);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    throw new ApiError('invalid', 'This picture cannot be read.');
  }
}
