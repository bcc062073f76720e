import { useEffect } from 'react';

/**
 * Gives the focus back to the line that it was asked about whether to delete it. The item of the menu
 * that asked is gone by then.
 */
export function useAfterDeleting(asked: number | undefined): void {
  useEffect(() => {
    if (asked === undefined) return undefined;
    return () => {
      const line = document.querySelector<HTMLElement>(`[data-line][data-key="${asked}"]`);
      line?.focus({ preventScroll: true });
    };
  }, [asked]);
}
