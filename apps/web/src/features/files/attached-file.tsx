import type { FileView } from '@parley/domains/files/schema';
import { Download, File, FileArchive, FileText } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import css from './attached-file.module.css';
import { sizeText } from './file-words.ts';

/** The largest that a picture is shown, px. */
const WIDEST = 380;
const HIGHEST = 320;

/** What a message was sent with. Its place is as large as it will be, before it has come. */
export function AttachedFile({ file }: { readonly file: FileView }): ReactNode {
  const [lost, setLost] = useState(false);
  const { type, url, name } = file;
  const onError = (): void => setLost(true);
  if (!lost && isPicture(type)) return <Picture file={file} onError={onError} />;
  if (!lost && type.startsWith('video/') && type !== 'video/matroska') {
    return (
      <video
        className={css.film}
        src={url}
        controls
        preload="metadata"
        aria-label={name}
        onError={onError}
      >
        <track kind="captions" />
      </video>
    );
  }
  if (!lost && type.startsWith('audio/')) {
    return (
      <figure className={css.sound}>
        <figcaption className={css.name}>{name}</figcaption>
        <audio src={url} controls preload="metadata" aria-label={name} onError={onError} />
      </figure>
    );
  }
  return <Card file={file} />;
}

function isPicture(type: string): boolean {
  return /^image\/(?:png|apng|jpeg|gif|webp|avif)$/u.test(type);
}

function Picture({
  file: { url, name, width = WIDEST, height = HIGHEST },
  onError,
}: {
  readonly file: FileView;
  readonly onError: () => void;
}): ReactNode {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return (
    <a className={css.picture} href={url} target="_blank" rel="noreferrer">
      <img
        src={url}
        alt={name}
        width={width}
        height={height}
        style={{
          width: Math.max(24, Math.round(width * scale)),
          aspectRatio: `${width} / ${height}`,
        }}
        decoding="async"
        onError={onError}
      />
    </a>
  );
}

/** A file that is opened, or saved, elsewhere. */
function Card({ file: { url, name, type, bytes } }: { readonly file: FileView }): ReactNode {
  const isShown = type === 'application/pdf';
  const Icon =
    type.startsWith('text/') || isShown
      ? FileText
      : /zip|gzip|tar|rar|7z/u.test(type)
        ? FileArchive
        : File;
  return (
    <a
      className={css.card}
      href={url}
      {...(isShown ? { target: '_blank', rel: 'noreferrer' } : { download: name })}
    >
      <Icon className={css.icon} aria-hidden size={26} />
      <span className={css.words}>
        <span className={css.name}>{name}</span>
        <span className={css.size}>
          {isShown ? 'PDF, ' : ''}
          {sizeText(bytes)}
        </span>
      </span>
      {!isShown && <Download className={css.save} aria-hidden size={18} />}
    </a>
  );
}
