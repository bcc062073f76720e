import { useEffect } from 'react';

/** Ctrl+K, or Cmd+K on a Mac, opens the search; an editor that needs the key for itself has it first. */
export function useSearchKey(open: () => void): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.shiftKey || event.altKey) return;
      if ((!event.ctrlKey && !event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      open();
    }
    globalThis.addEventListener('keydown', press);
    return () => globalThis.removeEventListener('keydown', press);
  }, [open]);
}
