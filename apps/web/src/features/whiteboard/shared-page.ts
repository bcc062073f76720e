import type { ExcalidrawElement } from '@excalidraw/excalidraw/element/types';

/** A shared picture or page: where it lies on our server, and what it is called. */
export interface SharedPage {
  readonly url: string;
  readonly name: string;
  /** The question that the others agreed to; the server asks for it when they are there. */
  readonly ask?: string;
}

/** Files that the server keeps lie here; nothing else is ever fetched for a board. */
const OWN = /^\/files\/[\w.-]{1,200}$/u;

/** What an element shows of a shared file, as its sharer noted it; unchecked by the server. */
export function pageOf({ type, customData }: ExcalidrawElement): SharedPage | undefined {
  if (type !== 'image' || customData === undefined) return undefined;
  const { url, name } = customData as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string' || !OWN.test(url) || typeof name !== 'string') return undefined;
  return { url, name: name.slice(0, 200) };
}
