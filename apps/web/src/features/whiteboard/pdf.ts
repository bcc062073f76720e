import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';

/** The longer side of a page as a picture, in pixels. */
const SIDE = 1800;

/** A PDF that is open. */
export interface Pdf {
  readonly pages: number;
  /** A page as a PNG, from 1 on. */
  page(number: number): Promise<Blob>;
  close(): void;
}

/** Opens a PDF; rejects when it is none. All that this needs comes from our own server. */
export async function openPdf(file: Blob): Promise<Pdf> {
  const worker = await import('pdfjs-dist/build/pdf.worker.min.mjs?url');
  GlobalWorkerOptions.workerSrc = worker.default;
  const task = getDocument({
    data: new Uint8Array(await file.arrayBuffer()),
    standardFontDataUrl: '/assets/pdfjs/standard_fonts/',
    cMapUrl: '/assets/pdfjs/cmaps/',
    cMapPacked: true,
    // The server's policy lets nothing be evaluated.
    isEvalSupported: false,
    useWasm: false,
  });
  const document = await task.promise;
  return {
    pages: document.numPages,
    page: (number) => pictureOf(document, number),
    close: () => void task.destroy(),
  };
}

async function pictureOf(pdf: PDFDocumentProxy, number: number): Promise<Blob> {
  const page = await pdf.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: SIDE / Math.max(width, height) });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  await page.render({ canvas, viewport }).promise;
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new TypeError('The page cannot be drawn.'));
      else resolve(blob);
    }, 'image/png');
  });
}
