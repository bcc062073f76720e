import { Modal, SegmentedControl } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Room } from '../../api/types.ts';
import css from './new-conversation.module.css';
import { NewDirect } from './new-direct.tsx';
import { NewRoomForm } from './new-room-form.tsx';
import { useRooms } from './rooms-context.ts';

/** What a new conversation can be. */
export type ConversationKind = 'direct' | 'room';

interface NewConversationDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** What is offered first. */
  readonly kind: ConversationKind;
}

/** Begins a conversation, with one person or in a new room, and goes there. */
export function NewConversationDialog(props: NewConversationDialogProps): ReactNode {
  const { opened, onClose } = props;
  return (
    <Modal
      title="New conversation"
      opened={opened}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Content {...props} />
    </Modal>
  );
}

function Content({ onClose, kind: first }: NewConversationDialogProps): ReactNode {
  const { put } = useRooms();
  const [, navigate] = useLocation();
  const [kind, setKind] = useState(first);
  function made(room: Room): void {
    put(room);
    onClose();
    navigate(`/rooms/${room.uuid}`);
  }
  return (
    <div className={css.content}>
      <SegmentedControl
        aria-label="With whom?"
        fullWidth
        value={kind}
        onChange={(value) => setKind(value === 'room' ? 'room' : 'direct')}
        data={[
          { value: 'direct', label: 'One person' },
          { value: 'room', label: 'A room' },
        ]}
      />
      {kind === 'direct' ? (
        <NewDirect onMade={made} />
      ) : (
        <NewRoomForm onMade={made} onCancel={onClose} />
      )}
    </div>
  );
}
