import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useCallback, useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { useDark } from '../../theme/use-dark.ts';
import { BoardBar } from './board-bar.tsx';
import { BoardNotes } from './board-notes.tsx';
import { collaboratorsOf } from './collaborators.ts';
import type { Excalidraw } from './excalidraw.ts';
import { mendEditor } from './mend-editor.ts';
import { QuestionDialog } from './question-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';
import type { OpenBoard } from './use-board.ts';
import { useDrawing } from './use-drawing.ts';
import { useFollowing } from './use-following.ts';
import { useSharedPages } from './use-shared-pages.ts';
import css from './whiteboard.module.css';

interface DrawingProps {
  readonly bookingId: number;
  readonly library: Excalidraw;
  readonly open: OpenBoard;
}

/** The editor on a board, with what belongs around it. */
export function Drawing({ bookingId, library, open }: DrawingProps): ReactNode {
  const { board, people } = open;
  const { Excalidraw, MainMenu } = library;
  const dark = useDark();
  const [api, setApi] = useState<ExcalidrawImperativeAPI>();
  const [dropped, setDropped] = useState<File>();
  const [isSharing, setSharing] = useState(false);
  const draw = useDrawing(library, open, api);
  const showPages = useSharedPages(api);
  const following = useFollowing(board, people, api);
  const { look } = following;
  const pointer = useRef<string>('');

  useEffect(() => {
    api?.updateScene({ collaborators: collaboratorsOf(people) });
  }, [api, people]);

  const share = useCallback((file?: File) => {
    setDropped(file);
    setSharing(true);
  }, []);
  /** Pictures are shared, after the others agreed, and not put into the drawing itself. */
  const takeFile = (files: FileList | undefined, event: { preventDefault: () => void } & Stops) => {
    const [file] = files ?? [];
    if (file === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    share(file);
  };

  return (
    <div className={css.panel}>
      <BoardBar library={library} api={api} following={following} onShare={() => share()} />
      <BoardNotes open={open} following={following} />
      <div
        ref={mendEditor}
        className={css.canvas}
        onDropCapture={(event: DragEvent) => takeFile(event.dataTransfer.files, event)}
        onPasteCapture={(event) => takeFile(event.clipboardData.files, event)}
        onPointerLeave={() => board.point(null)}
      >
        <Excalidraw
          excalidrawAPI={setApi}
          isCollaborating
          theme={dark ? 'dark' : 'light'}
          aiEnabled={false}
          handleKeyboardGlobally={false}
          validateEmbeddable={false}
          UIOptions={{
            tools: { image: false },
            canvasActions: {
              loadScene: false,
              saveToActiveFile: false,
              saveAsImage: false,
              export: false,
              clearCanvas: false,
              toggleTheme: false,
            },
          }}
          onChange={(elements, state, files) => {
            draw(elements, state, files);
            showPages(elements);
            look();
          }}
          onScrollChange={(scrollX, scrollY, zoom) => following.moved({ scrollX, scrollY, zoom })}
          onPointerUpdate={({ pointer: { x, y, tool }, button }) => {
            const next = `${x} ${y} ${tool} ${button}`;
            if (next === pointer.current) return;
            pointer.current = next;
            board.point({ x, y, tool, isDown: button === 'down' });
          }}
        >
          <MainMenu>
            <MainMenu.DefaultItems.SearchMenu />
            <MainMenu.DefaultItems.Help />
            <MainMenu.Separator />
            <MainMenu.DefaultItems.ChangeCanvasBackground />
          </MainMenu>
        </Excalidraw>
      </div>
      <QuestionDialog questions={open.questions} />
      {api !== undefined && (
        <ShareDialog
          library={library}
          api={api}
          board={board}
          bookingId={bookingId}
          opened={isSharing}
          dropped={dropped}
          onClose={() => {
            setSharing(false);
            setDropped(undefined);
          }}
        />
      )}
    </div>
  );
}

interface Stops {
  readonly stopPropagation: () => void;
}
