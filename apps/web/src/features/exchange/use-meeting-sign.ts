import { useWSCall } from '@parley/react/call';
import { useEffect } from 'react';
import { useRoomCall } from '../room-call/room-call-context.ts';

/** Says as long as one is in the call of this meeting that one is: who calls then is told so. */
export function useMeetingSign(): void {
  const { state } = useWSCall();
  const { setMeeting } = useRoomCall();
  const isIn = state === 'opening' || state === 'active' || state === 'away';
  useEffect(() => {
    setMeeting(isIn);
    return () => setMeeting(false);
  }, [isIn, setMeeting]);
}
