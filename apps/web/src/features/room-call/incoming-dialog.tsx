import { Button, Modal } from '@mantine/core';
import { Phone, PhoneOff } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './incoming-dialog.module.css';
import { useRoomCall } from './room-call-context.ts';
import { useRingtone } from './use-ringtone.ts';

/** Somebody calls: take it or not, whichever page one is on. */
export function IncomingDialog(): ReactNode {
  const { incoming, enter, decline } = useRoomCall();
  const [first] = incoming;
  useRingtone(first !== undefined);
  if (first === undefined) return null;
  const { uuid, name } = first;
  return (
    <Modal
      key={uuid}
      opened
      title={`${name} calls you`}
      withCloseButton={false}
      closeOnClickOutside={false}
      onClose={() => decline(uuid)}
    >
      {/* The focus is on no button: who is writing when it rings answers nothing by a key. */}
      <p className={css.text} tabIndex={-1} data-autofocus>
        You are heard once you accept.
      </p>
      <div className={css.buttons}>
        <Button
          variant="default"
          data-danger
          leftSection={<PhoneOff aria-hidden size={18} />}
          onClick={() => decline(uuid)}
        >
          Decline
        </Button>
        <Button
          leftSection={<Phone aria-hidden size={18} />}
          onClick={() => enter({ uuid, title: name, word: 'answer' })}
        >
          Accept
        </Button>
      </div>
    </Modal>
  );
}
