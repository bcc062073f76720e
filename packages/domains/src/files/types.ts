/** What is known of a kind of file. */
interface FileType {
  /** Browsers may show it on a page of ours: none of these can hold a script that runs. */
  readonly isShown?: true;
  /** Other names that it goes by. */
  readonly also?: readonly string[];
  /** It holds others, that each have a name of their own. */
  readonly isContainer?: true;
}

/** The type of text of any kind, markup and programs among it: never shown as what it says it is. */
export const TEXT = 'text/plain';
/** The type of ZIP, and of all that are made of it. */
export const ZIP = 'application/zip';

/** Every kind that is taken beside text, by its type. */
const types: Readonly<Record<string, FileType>> = {
  'image/png': { isShown: true, also: ['image/apng', 'image/x-png'] },
  'image/apng': { isShown: true, also: ['image/png'] },
  'image/jpeg': { isShown: true, also: ['image/jpg', 'image/pjpeg'] },
  'image/gif': { isShown: true },
  'image/webp': { isShown: true },
  'image/avif': { isShown: true },
  'image/heic': { also: ['image/heif'] },
  'image/heif': { also: ['image/heic'] },
  'image/bmp': { also: ['image/x-ms-bmp', 'image/x-bmp'] },
  'image/tiff': {},
  'application/pdf': { isShown: true, also: ['application/x-pdf'] },
  'audio/mpeg': { isShown: true, also: ['audio/mp3'] },
  'audio/x-m4a': { isShown: true, also: ['audio/mp4', 'audio/m4a', 'video/mp4'] },
  'audio/mp4': { isShown: true, also: ['audio/x-m4a', 'audio/m4a', 'video/mp4'] },
  'audio/ogg': { isShown: true, also: ['application/ogg', 'audio/opus', 'video/ogg'] },
  'audio/wav': { isShown: true, also: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'] },
  'audio/flac': { isShown: true, also: ['audio/x-flac'] },
  'audio/aac': { isShown: true, also: ['audio/aacp'] },
  'video/mp4': { isShown: true, also: ['audio/mp4', 'video/x-m4v'] },
  'video/x-m4v': { isShown: true, also: ['video/mp4'] },
  'video/webm': { isShown: true, also: ['audio/webm'] },
  'video/ogg': { isShown: true, also: ['application/ogg'] },
  'video/quicktime': { isShown: true },
  'video/matroska': { also: ['video/x-matroska'] },
  [ZIP]: { isContainer: true },
  'application/x-cfb': { isContainer: true },
  'application/gzip': { isContainer: true },
  'application/x-7z-compressed': { isContainer: true },
  'application/x-rar-compressed': { isContainer: true },
  'application/x-tar': { isContainer: true },
};

/** Text that is not called `text/…`. */
const OTHER_TEXT = /^(?:application\/(?!octet-stream)[\w.+-]+|image\/svg\+xml|message\/[\w.-]+)$/u;

/** Whether files of a type are taken. */
export function isTaken(type: string): boolean {
  return type === TEXT || Object.hasOwn(types, type);
}

/** Whether browsers may show files of a type on a page; others are for saving. */
export function isShown(type: string): boolean {
  return types[type]?.isShown === true;
}

/** Whether a type is of pictures that browsers show. */
export function isPicture(type: string): boolean {
  return isShown(type) && type.startsWith('image/');
}

/**
 * Whether what a file is said to be agrees with what it is. Nothing said, or `application/octet-stream`,
 * agrees with everything; what holds others goes by any name that is not another's.
 */
export function agrees(said: string, type: string): boolean {
  const name = said.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'application/octet-stream' || name === type) return true;
  const { also = [], isContainer } = types[type] ?? {};
  if (also.includes(name)) return true;
  const isAnothers = Object.entries(types).some(
    ([other, { also: names = [] }]) => other === name || names.includes(name),
  );
  if (isAnothers) return false;
  if (type === TEXT) return name.startsWith('text/') || OTHER_TEXT.test(name);
  return isContainer === true && name.startsWith('application/');
}
