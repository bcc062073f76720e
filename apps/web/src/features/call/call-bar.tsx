import { ActionIcon, Button } from '@mantine/core';
import { useWSCall } from '@parley/react/call';
import {
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Settings2,
  Video,
  VideoOff,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import css from './call-bar.module.css';
import { DeviceDialog } from './device-dialog.tsx';

/** What one can do in the call. */
export function CallBar({ run }: { readonly run: (work: Promise<void>) => void }): ReactNode {
  const { media, setMicrophone, setCamera, setScreen, leave } = useWSCall();
  const [isChoosing, setChoosing] = useState(false);
  const { audio, video, screen } = media;
  return (
    <div className={css.bar} role="group" aria-label="Call controls">
      <Control
        label={audio ? 'Mute' : 'Unmute'}
        isOff={!audio}
        onClick={() => run(setMicrophone(!audio))}
      >
        {audio ? <Mic aria-hidden size={20} /> : <MicOff aria-hidden size={20} />}
      </Control>
      <Control
        label={video ? 'Turn the camera off' : 'Turn the camera on'}
        isOff={!video}
        onClick={() => run(setCamera(!video))}
      >
        {video ? <Video aria-hidden size={20} /> : <VideoOff aria-hidden size={20} />}
      </Control>
      <Control
        label={screen ? 'Stop sharing the screen' : 'Share the screen'}
        isOff={false}
        isOn={screen}
        onClick={() => run(setScreen(!screen))}
      >
        {screen ? <MonitorX aria-hidden size={20} /> : <MonitorUp aria-hidden size={20} />}
      </Control>
      <Control label="Devices" isOff={false} onClick={() => setChoosing(true)}>
        <Settings2 aria-hidden size={20} />
      </Control>
      <Button
        variant="default"
        data-danger
        leftSection={<PhoneOff aria-hidden size={18} />}
        onClick={leave}
      >
        Leave
      </Button>
      <DeviceDialog opened={isChoosing} onClose={() => setChoosing(false)} run={run} />
    </div>
  );
}

interface ControlProps {
  readonly label: string;
  readonly isOff: boolean;
  readonly isOn?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Control({ label, isOff, isOn = false, onClick, children }: ControlProps): ReactNode {
  return (
    <ActionIcon
      className={css.control ?? ''}
      size={44}
      aria-label={label}
      title={label}
      data-off={isOff}
      data-on={isOn}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}
