import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import type { Excalidraw } from './excalidraw.ts';

/** Around the drawing, in pixels. */
const MARGIN = 16;

/** Saves the board as a picture. Resolves when the browser has it. */
export async function saveBoard(
  library: Excalidraw,
  api: ExcalidrawImperativeAPI,
  format: 'png' | 'svg',
): Promise<void> {
  const { viewBackgroundColor } = api.getAppState();
  const what = {
    elements: api.getSceneElements(),
    appState: { viewBackgroundColor, exportBackground: true, exportWithDarkMode: false },
    files: api.getFiles(),
    exportPadding: MARGIN,
  };
  if (format === 'png') {
    // Twice as fine, for screens and prints.
    const getDimensions = (width: number, height: number) => {
      const scale = Math.min(2, 8000 / Math.max(width, height, 1));
      return { width: width * scale, height: height * scale, scale };
    };
    return save(
      await library.exportToBlob({ ...what, mimeType: 'image/png', getDimensions }),
      'png',
    );
  }
  const svg = await library.exportToSvg(what);
  return save(new Blob([svg.outerHTML], { type: 'image/svg+xml' }), 'svg');
}

function save(blob: Blob, ending: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `whiteboard.${ending}`;
  link.click();
  // The browser has begun to save by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
