import type * as Library from '@excalidraw/excalidraw';

/** Excalidraw as a module. */
export type Excalidraw = typeof Library;

declare global {
  interface Window {
    /** Where Excalidraw looks for its fonts, as it names it. */
    EXCALIDRAW_ASSET_PATH?: string;
  }
}

/** Loads Excalidraw; its fonts come from our own server, since that is said before it is loaded. */
export async function loadExcalidraw(): Promise<Excalidraw> {
  window.EXCALIDRAW_ASSET_PATH = '/assets/excalidraw/';
  const [library] = await Promise.all([
    import('@excalidraw/excalidraw'),
    import('@excalidraw/excalidraw/index.css'),
  ]);
  return library;
}
