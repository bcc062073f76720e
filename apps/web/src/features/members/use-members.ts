import { useDebouncedValue } from '@mantine/hooks';
import { useCallback } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { PublicMember } from '../../api/types.ts';
import { useResource, type Resource } from '../../ui/use-resource.ts';

/** How long somebody pauses before what they typed is looked for, ms. */
const PAUSE = 200;

/** Members whose name holds a text; with none, the first ones. What came last stays meanwhile. */
export function useMembers(text: string): Resource<readonly PublicMember[]> {
  const [wanted] = useDebouncedValue(text.trim(), PAUSE);
  const load = useCallback(
    async (signal: AbortSignal) => (await roomsApi.findMembers(wanted, signal)).members,
    [wanted],
  );
  return useResource(load);
}
