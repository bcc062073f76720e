import { ActionIcon } from '@mantine/core';
import { Phone } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Room } from '../../api/types.ts';
import { useRoomCall } from './room-call-context.ts';

/** Calls the other one of a direct room; in any other room, starts or joins its call. */
export function CallButton({ room }: { readonly room: Room }): ReactNode {
  const { current, enter } = useRoomCall();
  const { uuid, chat_room_name: title, chat_room_kind: kind } = room;
  const isDirect = kind === 'direct';
  const label = isDirect ? `Call ${title}` : 'Start or join the call';
  return (
    <ActionIcon
      aria-label={label}
      title={label}
      disabled={current?.uuid === uuid}
      onClick={() => enter({ uuid, title, word: isDirect ? 'ring' : undefined })}
    >
      <Phone aria-hidden size={19} />
    </ActionIcon>
  );
}
