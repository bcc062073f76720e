import { ActionIcon } from '@mantine/core';
import { Paperclip } from 'lucide-react';
import { useRef, type ReactNode } from 'react';

interface AttachButtonProps {
  readonly disabled: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Lets one choose files to send. */
export function AttachButton({ disabled, onFiles }: AttachButtonProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          const files = Array.from(currentTarget.files ?? []);
          // The same file can be chosen again.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <ActionIcon
        size={36}
        aria-label="Send files"
        title="Send files"
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden size={19} />
      </ActionIcon>
    </>
  );
}
