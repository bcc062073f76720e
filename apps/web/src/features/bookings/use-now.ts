import { useEffect, useState } from 'react';

/** How often what is shown of the time is looked at again, ms. */
const OFTEN = 30_000;

/** The time, again and again: what is to come becomes what is now. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), OFTEN);
    return () => clearInterval(timer);
  }, []);
  return now;
}
