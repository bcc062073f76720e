import { useComputedColorScheme } from '@mantine/core';

/** Whether the page is dark now, by choice or by the system. */
export function useDark(): boolean {
  return useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
}
