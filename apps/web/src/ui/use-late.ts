import { useEffect, useState } from 'react';

/**
 * `opened`, one render later: a dialog that is loaded when it is first asked for must see itself
 * open, or it does not remember where the focus was.
 */
export function useLate(opened: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => setLate(opened), [opened]);
  return late;
}
