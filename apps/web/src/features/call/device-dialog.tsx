import { Button, Modal, NativeSelect } from '@mantine/core';
import { useWSCall } from '@parley/react/call';
import { useEffect, useState, type ReactNode } from 'react';
import css from '../../ui/form-dialog.module.css';

interface DeviceDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly run: (work: Promise<void>) => void;
}

/** Which microphone and which camera; another choice counts at once. */
export function DeviceDialog({ opened, onClose, run }: DeviceDialogProps): ReactNode {
  const { listDevices, onDevices, devices, choose } = useWSCall();
  const [all, setAll] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    if (!opened) return undefined;
    const read = (): void => void listDevices().then(setAll, () => setAll([]));
    read();
    return onDevices(read);
  }, [opened, listDevices, onDevices]);

  function select(kind: 'audio' | 'video', label: string): ReactNode {
    const found = all.filter((device) => device.kind === `${kind}input`);
    const data = found.map(({ deviceId, label: name }, index) => ({
      value: deviceId,
      label: name === '' ? `${label} ${index + 1}` : name,
    }));
    const isUsed = devices[kind] !== undefined;
    return (
      <NativeSelect
        label={label}
        size="md"
        disabled={found.length === 0}
        value={devices[kind] ?? ''}
        data={[
          ...(isUsed
            ? []
            : [{ value: '', label: found.length === 0 ? 'None found' : 'Not in use' }]),
          ...data,
        ]}
        onChange={({ currentTarget: { value } }) => {
          if (value !== '') run(choose(kind, value));
        }}
      />
    );
  }
  return (
    <Modal
      title="Devices"
      opened={opened}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={css.form}>
        {select('audio', 'Microphone')}
        {select('video', 'Camera')}
        <div className={css.buttons}>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Modal>
  );
}
