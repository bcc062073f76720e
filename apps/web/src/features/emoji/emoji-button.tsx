import { ActionIcon, Popover } from '@mantine/core';
import { SmilePlus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { EmojiPicker } from './emoji-picker.tsx';

interface EmojiButtonProps {
  readonly label: string;
  readonly onChoose: (emoji: string) => void;
  readonly size?: number;
  readonly disabled?: boolean;
  readonly tabIndex?: number;
  /** The picker opened or closed. */
  readonly onOpen?: (open: boolean) => void;
}

/** A button that opens the emoji; it gets the focus back when they close. */
export function EmojiButton(props: EmojiButtonProps): ReactNode {
  const { label, onChoose, size = 32, disabled = false, tabIndex, onOpen } = props;
  const [opened, setOpened] = useState(false);
  function open(next: boolean): void {
    setOpened(next);
    onOpen?.(next);
  }
  return (
    <Popover
      opened={opened}
      onChange={open}
      position="top-end"
      trapFocus
      returnFocus
      shadow="md"
      radius="md"
    >
      <Popover.Target>
        <ActionIcon
          size={size}
          aria-label={label}
          title={label}
          disabled={disabled}
          tabIndex={tabIndex}
          onClick={() => open(!opened)}
        >
          <SmilePlus aria-hidden size={Math.round(size * 0.55)} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={label}>
        <EmojiPicker
          onChoose={(emoji) => {
            open(false);
            onChoose(emoji);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
