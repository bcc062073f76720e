import { z } from 'zod';

/** A file, as those see it who may. */
export interface FileView {
  readonly id: number;
  /** On this server: `/files/…`. */
  readonly url: string;
  /** What its owner calls it. */
  readonly name: string;
  /** By its content, not by what was said. */
  readonly type: string;
  readonly bytes: number;
  /** Of a picture, as it is shown. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}
/** {@link FileView} as a schema. */
export const fileView: z.ZodType<FileView> = z.object({
  id: z.int(),
  url: z.string().describe('On this server: `/files/…`.'),
  name: z.string(),
  type: z.string().describe('By its content, not by what was said.'),
  bytes: z.int(),
  width: z.int().optional().describe('Of a picture, as it is shown.'),
  height: z.int().optional(),
});

/** The name in a file's address: 192 random bits. */
export const fileName: z.ZodType<string> = z.string().regex(/^[\w-]{32}$/u);

/** Where a file is served. */
export function fileUrl(name: string): string {
  return `/files/${name}`;
}

/** The name in the address of a file of ours; `undefined`: it is another address. */
export function fileNameIn(url: string): string | undefined {
  return /^\/files\/([\w-]{32})$/u.exec(url)?.[1];
}
