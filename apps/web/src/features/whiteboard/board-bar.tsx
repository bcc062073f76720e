import { Button, Menu } from '@mantine/core';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { Download, Eraser, FileUp, Presentation, Undo2 } from 'lucide-react';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { Excalidraw } from './excalidraw.ts';
import { saveBoard } from './exporting.ts';
import { useClearing } from './use-clearing.ts';
import type { Following } from './use-following.ts';
import css from './whiteboard.module.css';

interface BoardBarProps {
  readonly library: Excalidraw;
  readonly api: ExcalidrawImperativeAPI | undefined;
  readonly following: Following;
  readonly onShare: () => void;
}

/** What one does with the board as a whole. */
export function BoardBar({ library, api, following, onShare }: BoardBarProps): ReactNode {
  const { isLeading, lead } = following;
  const { run, busy, error } = useAction(async (format: 'png' | 'svg') => {
    if (api !== undefined) await saveBoard(library, api, format);
  });
  const { clear, bringBack } = useClearing(library, api);
  const clearButton = useRef<HTMLButtonElement>(null);
  const undoClear = (): void => {
    bringBack?.();
    // The button that was pressed goes away.
    clearButton.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!isUndo || event.key.toLowerCase() !== 'z' || bringBack === undefined) return;
    event.preventDefault();
    undoClear();
  };
  const look = { variant: 'subtle', size: 'compact-md' } as const;
  return (
    <div className={css.bar} role="toolbar" aria-label="Whiteboard" onKeyDown={onKeyDown}>
      <Button
        {...look}
        leftSection={<Presentation aria-hidden size={17} />}
        aria-pressed={isLeading}
        {...(isLeading ? { variant: 'filled' } : {})}
        onClick={() => lead(!isLeading)}
      >
        Follow me
      </Button>
      <Button {...look} leftSection={<FileUp aria-hidden size={17} />} onClick={onShare}>
        Share a file
      </Button>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button {...look} loading={busy} leftSection={<Download aria-hidden size={17} />}>
            Save
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void run('png')}>As a picture (PNG)</Menu.Item>
          <Menu.Item onClick={() => void run('svg')}>As a drawing (SVG)</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        {...look}
        ref={clearButton}
        leftSection={<Eraser aria-hidden size={17} />}
        onClick={clear}
      >
        Clear
      </Button>
      {bringBack !== undefined && (
        <Button {...look} leftSection={<Undo2 aria-hidden size={17} />} onClick={undoClear}>
          Undo clear
        </Button>
      )}
      {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
    </div>
  );
}
