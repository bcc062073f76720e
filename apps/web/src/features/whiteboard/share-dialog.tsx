import { Button, FileInput, Modal, NumberInput } from '@mantine/core';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { exchangeTopic } from '@parley/domains/exchange/schema';
import type { Whiteboard } from '@parley/client/whiteboard';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import type { Excalidraw } from './excalidraw.ts';
import { place, upload } from './sharing.ts';
import { useChosenFile } from './use-chosen-file.ts';
import css from './whiteboard.module.css';

interface ShareDialogProps {
  readonly library: Excalidraw;
  readonly api: ExcalidrawImperativeAPI;
  readonly board: Whiteboard;
  readonly bookingId: number;
  readonly opened: boolean;
  /** A file that was dropped or pasted. */
  readonly dropped: File | undefined;
  readonly onClose: () => void;
}

/** Puts a picture or a page of a PDF on the board, once the others have agreed. */
export function ShareDialog(props: ShareDialogProps): ReactNode {
  const { library, api, board, bookingId, opened, dropped, onClose } = props;
  const { file, choose, pages, page, turn, preview, picture, trouble } = useChosenFile();
  /** What the others agreed to last, and by which question: further pages of it need no asking. */
  const agreed = useRef<{ readonly file: File; readonly ask: string }>(undefined);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (opened) choose(dropped);
  }, [opened, dropped, choose]);
  const { run, busy, error } = useAction(async () => {
    if (file === undefined) return;
    let ask = agreed.current?.file === file ? agreed.current.ask : undefined;
    if (ask === undefined) {
      setAsking(true);
      const answer = await board.ask(file.name).finally(() => setAsking(false));
      if (!answer.agreed) {
        const who = answer.by?.name ?? 'Somebody';
        throw new ApiError('declined', `${who} did not agree to this.`);
      }
      ({ ask } = answer);
      if (ask !== undefined) agreed.current = { file, ask };
    }
    const shared = await picture();
    const uploaded = await upload(exchangeTopic('whiteboard', bookingId), shared);
    await place(library, api, shared, { ...uploaded, ask });
    onClose();
  });
  return (
    <Modal
      title="Share a file"
      opened={opened}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={css.share}>
        <FileInput
          label="A picture or a PDF"
          description="The others are asked before they see it."
          placeholder="Choose a file"
          accept="image/png,image/jpeg,image/gif,image/webp,application/pdf"
          value={file ?? null}
          onChange={(chosen) => choose(chosen ?? undefined)}
          data-autofocus
        />
        {pages > 1 && (
          <NumberInput
            label={`Page, of ${pages}`}
            min={1}
            max={pages}
            clampBehavior="strict"
            allowDecimal={false}
            value={page}
            onChange={(value) => turn(Number(value))}
          />
        )}
        {preview !== undefined && (
          <img className={css.preview} src={preview} alt={pages > 0 ? `Page ${page}` : 'Preview'} />
        )}
        {trouble !== undefined && <Trouble>{trouble}</Trouble>}
        {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
        <p role="status">{isAsking && 'Waiting for the others to agree…'}</p>
        <div className={css.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={busy}
            disabled={file === undefined || trouble !== undefined}
            onClick={() => void run()}
          >
            Ask and share
          </Button>
        </div>
      </div>
    </Modal>
  );
}
