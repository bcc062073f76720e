import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useMemo } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { PublicMember } from '../../api/types.ts';
import { useResource, type Resource } from '../../ui/use-resource.ts';
import { matches } from '../search/highlight.ts';

/** How long somebody pauses before what they typed is looked for, ms. */
const PAUSE = 200;

/**
 * Members whose name holds a text; with none, the first ones. Until the server answers, those of the
 * last answer whose name fits: Enter never picks somebody who was not looked for.
 */
export function useMembers(text: string): Resource<readonly PublicMember[]> {
  const typed = text.trim();
  const [wanted] = useDebouncedValue(typed, PAUSE);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { members } = await roomsApi.findMembers(wanted, signal);
      return { wanted, members };
    },
    [wanted],
  );
  const { data, error, loading, reload } = useResource(load);
  const found = useMemo(() => {
    if (data === undefined || data.wanted === typed) return data?.members;
    return data.members.filter(({ name }) => matches(name, typed));
  }, [data, typed]);
  return { data: found, error, loading: loading || wanted !== typed, reload };
}
