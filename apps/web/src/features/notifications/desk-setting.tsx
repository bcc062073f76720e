import { Button } from '@mantine/core';
import { MonitorSmartphone } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useMember } from '../session/session-context.ts';
import { deskPermission, isOnDesk, keepOnDesk } from './desk.ts';
import css from './desk-setting.module.css';

/** Whether this device shows notifications outside of the page. The browser is asked on a press only. */
export function DeskSetting(): ReactNode {
  const { id } = useMember();
  const storage = globalThis.localStorage;
  const [permission, setPermission] = useState(deskPermission);
  const [on, setOn] = useState(() => isOnDesk(storage, id));
  if (permission === 'unsupported') return null;

  function keep(wanted: boolean): void {
    keepOnDesk(storage, id, wanted);
    setOn(isOnDesk(storage, id));
  }
  async function ask(): Promise<void> {
    const answer = await Notification.requestPermission();
    setPermission(answer);
    keep(answer === 'granted');
  }
  return (
    <div className={css.setting}>
      <MonitorSmartphone aria-hidden size={20} />
      <p className={css.text} role="status">
        {permission === 'denied'
          ? 'This browser blocks notifications of this page. Its settings can change that.'
          : on
            ? 'This device also tells you while Parley is in the background.'
            : 'Be told also while Parley is in the background.'}
      </p>
      {permission !== 'denied' && (
        <Button size="compact-sm" variant="default" onClick={() => (on ? keep(false) : void ask())}>
          {on ? 'Turn off' : 'Turn on'}
        </Button>
      )}
    </div>
  );
}
