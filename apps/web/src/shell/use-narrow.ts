import { useMediaQuery } from '@mantine/hooks';

/** True where list and conversation do not fit side by side. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 860px)', false, { getInitialValueInEffect: false });
}
