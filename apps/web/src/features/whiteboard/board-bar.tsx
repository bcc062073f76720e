import { Button, Menu } from '@mantine/core';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { Download, Eraser, FileUp, Presentation, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { Excalidraw } from './excalidraw.ts';
import { saveBoard } from './exporting.ts';
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
  /** What was cleared last, and can be brought back. */
  const [cleared, setCleared] = useState<ReadonlySet<string>>();
  const setDeleted = (ids: ReadonlySet<string>, isDeleted: boolean): void => {
    api?.updateScene({
      elements: api
        .getSceneElementsIncludingDeleted()
        .map((one) =>
          ids.has(one.id) && one.isDeleted !== isDeleted
            ? library.newElementWith(one, { isDeleted })
            : one,
        ),
      captureUpdate: library.CaptureUpdateAction.IMMEDIATELY,
    });
  };
  const clear = (): void => {
    const ids = new Set(api?.getSceneElements().map(({ id }) => id));
    if (ids.size === 0) return;
    setDeleted(ids, true);
    setCleared(ids);
  };
  const bringBack = (): void => {
    if (cleared !== undefined) setDeleted(cleared, false);
    setCleared(undefined);
  };
  const look = { variant: 'subtle', size: 'compact-md' } as const;
  return (
    <div className={css.bar} role="toolbar" aria-label="Whiteboard">
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
      <Button {...look} leftSection={<Eraser aria-hidden size={17} />} onClick={clear}>
        Clear
      </Button>
      {cleared !== undefined && (
        <Button {...look} leftSection={<Undo2 aria-hidden size={17} />} onClick={bringBack}>
          Undo clear
        </Button>
      )}
      {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
    </div>
  );
}
