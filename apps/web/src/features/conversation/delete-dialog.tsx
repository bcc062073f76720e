import type { MessageView } from '@parley/domains/chat/schema';
import type { ReactNode } from 'react';
import { messagesApi } from '../../api/messages.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useAction } from '../../ui/use-action.ts';

interface DeleteDialogProps {
  readonly message: MessageView | undefined;
  /** Whether it is one's own. */
  readonly mine: boolean;
  readonly onClose: () => void;
}

/** Asks before a message is deleted for everybody. */
export function DeleteDialog({ message, mine, onClose }: DeleteDialogProps): ReactNode {
  const action = useAction(async () => {
    if (message === undefined) return;
    await messagesApi.remove(message.chat_room_uuid, message.id);
    onClose();
  });
  return (
    <FormDialog
      title="Delete the message?"
      opened={message !== undefined}
      onClose={onClose}
      onSubmit={() => void action.run()}
      submit="Delete"
      danger
      busy={action.busy}
      error={action.error}
    >
      <p>
        {mine ? 'Your message' : `What ${message?.sender.name ?? 'they'} wrote`} is deleted for
        everybody, for good. That it was there stays to be seen.
      </p>
    </FormDialog>
  );
}
