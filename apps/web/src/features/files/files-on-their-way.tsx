import { Button, Progress } from '@mantine/core';
import { CircleAlert, File } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import type { FileOnItsWay } from './file-queue.ts';
import { sizeText } from './file-words.ts';
import css from './files-on-their-way.module.css';
import type { UseFileQueue } from './use-file-queue.ts';

interface FilesOnTheirWayProps {
  readonly queue: UseFileQueue;
  /** A button was pressed, and went away with its line: the focus must not. */
  readonly onActed: () => void;
}

/** My files that are not there yet: how far they are, and what can be done about them. */
export function FilesOnTheirWay({ queue, onActed }: FilesOnTheirWayProps): ReactNode {
  const { files, retry, cancel } = queue;
  if (files.length === 0) return null;
  return (
    <ul className={css.list} aria-label="Files on their way">
      {files.map((file) => (
        <li key={file.id} className={css.file} data-state={file.state}>
          {file.preview === undefined ? (
            <File className={css.icon} aria-hidden size={24} />
          ) : (
            <img className={css.preview} src={file.preview} alt="" />
          )}
          <div className={css.words}>
            <span className={css.name}>{file.name}</span>
            <State file={file} />
          </div>
          {file.state === 'failed' && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Retry ${file.name}`}
              onClick={() => {
                retry(file.id);
                onActed();
              }}
            >
              Retry
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={`${file.state === 'failed' ? 'Discard' : 'Cancel'} ${file.name}`}
            onClick={() => {
              cancel(file.id);
              onActed();
            }}
          >
            {file.state === 'failed' ? 'Discard' : 'Cancel'}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function State({
  file: { name, state, part, bytes, error },
}: {
  readonly file: FileOnItsWay;
}): ReactNode {
  if (state === 'failed' && error !== undefined) {
    return (
      <span className={css.state} role="alert">
        <CircleAlert aria-hidden size={14} />
        {errorText(error)}
      </span>
    );
  }
  if (state === 'waiting') return <span className={css.state}>Waiting, {sizeText(bytes)}</span>;
  if (state === 'sending') return <span className={css.state}>Sending…</span>;
  return (
    <Progress
      className={css.progress ?? ''}
      size="sm"
      value={Math.round(part * 100)}
      aria-label={`${name}, ${sizeText(bytes)}`}
    />
  );
}
