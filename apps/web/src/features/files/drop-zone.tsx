import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import css from './drop-zone.module.css';

interface DropZoneProps {
  readonly className: string | undefined;
  /** "Lobby" */
  readonly to: string;
  readonly disabled: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** Takes files that are dropped on it. There is a button for the same; this is for the mouse. */
export function DropZone({ className, to, disabled, onFiles, children }: DropZoneProps): ReactNode {
  const [over, setOver] = useState(false);
  /** Elements within tell of every border that is crossed. */
  const depth = useRef(0);
  const isOurs = (event: DragEvent): boolean =>
    !disabled && event.dataTransfer.types.includes('Files');
  const leave = (): void => {
    depth.current = 0;
    setOver(false);
  };
  return (
    <div
      className={className}
      role="presentation"
      onDragEnter={(event) => {
        if (!isOurs(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!isOurs(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDragOver={(event) => {
        if (isOurs(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!isOurs(event)) return;
        // Else the browser would open the file instead of the app.
        event.preventDefault();
        leave();
        onFiles(Array.from(event.dataTransfer.files));
      }}
    >
      {children}
      {over && (
        <div className={css.veil} aria-hidden="true">
          Drop files here to send them to {to}
        </div>
      )}
    </div>
  );
}
