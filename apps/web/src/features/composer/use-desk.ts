import { useMediaQuery } from '@mantine/hooks';

/** A machine with a real keyboard, most likely: there the composer takes the focus by itself. */
export function useDesk(): boolean {
  return useMediaQuery('(hover: hover) and (pointer: fine) and (min-width: 861px)', false, {
    getInitialValueInEffect: false,
  });
}
