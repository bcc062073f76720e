import { ActionIcon, Menu } from '@mantine/core';
import { Crown, Ellipsis, MessageCircle, UserMinus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Participant } from '../../api/types.ts';

interface PersonMenuProps {
  readonly participant: Participant;
  /** Whether the one who looks owns the room. */
  readonly owner: boolean;
  readonly onWrite: () => void;
  readonly onOwner: (admin: boolean) => void;
  readonly onRemove: () => void;
  readonly onOpened: (opened: boolean) => void;
}

/** What can be done with somebody in a room. */
export function PersonMenu(props: PersonMenuProps): ReactNode {
  const { participant, owner, onWrite, onOwner, onRemove, onOpened } = props;
  return (
    <Menu onChange={onOpened}>
      <Menu.Target>
        <ActionIcon size={34} aria-label={`What to do with ${participant.name}`}>
          <Ellipsis aria-hidden size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<MessageCircle aria-hidden size={18} />} onClick={onWrite}>
          Write to them
        </Menu.Item>
        {owner && (
          <>
            <Menu.Item
              leftSection={<Crown aria-hidden size={18} />}
              onClick={() => onOwner(!participant.admin)}
            >
              {participant.admin ? 'Owner no more' : 'Make them an owner'}
            </Menu.Item>
            <Menu.Item
              leftSection={<UserMinus aria-hidden size={18} />}
              data-danger
              onClick={onRemove}
            >
              Remove from the room
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
