import { Button, Modal } from '@mantine/core';
import type { BoardQuestion } from '@parley/client/whiteboard';
import type { ReactNode } from 'react';
import css from './whiteboard.module.css';

/** Somebody wants to share a file: one says yes or no. Closing it is a no. */
export function QuestionDialog({
  questions,
}: {
  readonly questions: readonly BoardQuestion[];
}): ReactNode {
  const [question] = questions;
  return (
    <Modal
      title="May this be shared?"
      opened={question !== undefined}
      onClose={() => question?.decline()}
      closeButtonProps={{ 'aria-label': 'Decline' }}
    >
      <p className={css.question}>
        {question?.from.name} wants to put <b>{question?.what}</b> on the whiteboard.
      </p>
      <div className={css.buttons}>
        <Button variant="subtle" onClick={() => question?.decline()}>
          Decline
        </Button>
        <Button data-autofocus onClick={() => question?.agree()}>
          Agree
        </Button>
      </div>
    </Modal>
  );
}
