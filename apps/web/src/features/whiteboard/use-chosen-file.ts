import { useCallback, useEffect, useState } from 'react';
import type { Pdf } from './pdf.ts';
import { useSession } from '../session/session-context.ts';
import { troubleWith, type Picture } from './sharing.ts';

/** A file that was chosen to be shared, and what of it. */
export interface ChosenFile {
  readonly file: File | undefined;
  readonly choose: (file: File | undefined) => void;
  /** 0 for a picture. */
  readonly pages: number;
  readonly page: number;
  readonly turn: (page: number) => void;
  /** The address of a picture of it. */
  readonly preview: string | undefined;
  /** What is to be shared, as a picture. */
  readonly picture: () => Promise<Picture>;
  /** Why it cannot be shared. */
  readonly trouble: string | undefined;
}

/** Shows what was chosen; PDFs are opened by a library that is loaded then. */
export function useChosenFile(): ChosenFile {
  const [file, setFile] = useState<File>();
  const [pdf, setPdf] = useState<Pdf>();
  const [page, turn] = useState(1);
  const [preview, setPreview] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const { state } = useSession();
  const most = state.name === 'in' ? state.server.fileBytes : undefined;
  const isPdf = file?.type === 'application/pdf';

  const choose = useCallback((chosen: File | undefined) => {
    setFile(chosen);
    turn(1);
    setTrouble(undefined);
  }, []);

  useEffect(() => {
    if (file === undefined || !isPdf) return undefined;
    let isOver = false;
    let opened: Pdf | undefined;
    const open = async (): Promise<void> => {
      const { openPdf } = await import('./pdf.ts');
      opened = await openPdf(file);
      if (isOver) opened.close();
      else setPdf(opened);
    };
    open().catch(() => {
      if (!isOver) setTrouble('This PDF cannot be opened.');
    });
    return () => {
      isOver = true;
      opened?.close();
      setPdf(undefined);
    };
  }, [file, isPdf]);

  useEffect(() => {
    let url: string | undefined;
    let isOver = false;
    const show = async (given: Blob | Promise<Blob>): Promise<void> => {
      const blob = await given;
      const why = await troubleWith(blob, most);
      if (isOver) return;
      setTrouble(why);
      if (why !== undefined) return;
      url = URL.createObjectURL(blob);
      setPreview(url);
    };
    const given = isPdf ? pdf?.page(page) : file;
    if (given !== undefined) {
      show(given).catch(() => {
        if (!isOver) setTrouble('This page cannot be shown.');
      });
    }
    return () => {
      isOver = true;
      setPreview(undefined);
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [file, isPdf, pdf, page, most]);

  const picture = useCallback(async (): Promise<Picture> => {
    if (file === undefined) throw new TypeError('No file was chosen.');
    if (pdf === undefined) return { blob: file, name: file.name };
    return { blob: await pdf.page(page), name: `${file.name}, page ${page}` };
  }, [file, pdf, page]);

  return { file, choose, pages: pdf?.pages ?? 0, page, turn, preview, picture, trouble };
}
