import { Button, Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { errorText } from './error-text.ts';
import css from './form-dialog.module.css';
import { Trouble } from './notice.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** What the form holds, by field name. */
  readonly onSubmit: (form: FormData) => void;
  readonly submit: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly error: ApiError | undefined;
  readonly children: ReactNode;
}

/** A dialog with a form in it: the focus stays inside, Escape closes, errors stand on top. */
export function FormDialog(props: FormDialogProps): ReactNode {
  const { title, opened, onClose, onSubmit, submit, danger = false, busy, error, children } = props;
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  }
  const placed = error !== undefined && Object.keys(error.fields).length > 0;
  return (
    <Modal
      title={title}
      opened={opened}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={css.form} onSubmit={send}>
        {error !== undefined && !placed && <Trouble>{errorText(error)}</Trouble>}
        {children}
        <div className={css.buttons}>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={busy}
            {...(danger ? { variant: 'default', 'data-danger': true } : {})}
          >
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
