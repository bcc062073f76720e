import { useState } from 'react';

/** True from the first time that `now` is: what was loaded stays. */
export function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}
