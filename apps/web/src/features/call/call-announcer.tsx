import { VisuallyHidden } from '@mantine/core';
import { useWSCall } from '@parley/react/call';
import { useEffect, useState, type ReactNode } from 'react';

/** Says who came into the call and who left it. */
export function CallAnnouncer(): ReactNode {
  const { state, participants } = useWSCall();
  const names = [...participants.values()].map(({ member }) => member?.name ?? 'Somebody');
  const now = names.toSorted().join('\n');
  const [told, setTold] = useState({ names: now, text: '' });
  useEffect(() => {
    setTold((before) => {
      if (before.names === now) return before;
      const [was, is] = [before.names.split('\n'), now.split('\n')];
      const came = is.filter((name) => name !== '' && !was.includes(name));
      const left = was.filter((name) => name !== '' && !is.includes(name));
      const parts = [
        ...came.map((name) => `${name} joined the call.`),
        ...left.map((name) => `${name} left the call.`),
      ];
      return { names: now, text: parts.join(' ') };
    });
  }, [now]);
  return <VisuallyHidden role="status">{state === 'active' ? told.text : ''}</VisuallyHidden>;
}
