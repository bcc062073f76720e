import { CalendarX2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { PageHeading } from '../../shell/page-heading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTitle } from '../../ui/use-title.ts';

interface NotYoursProps {
  /** One was in, and is not any more. */
  readonly wasOpen?: boolean;
}

/** A meeting that is not open to this member; that there is one is not told. */
export function NotYours({ wasOpen = false }: NotYoursProps): ReactNode {
  useTitle('Meeting');
  return (
    <>
      <PageHeading hidden>Meeting not open to you</PageHeading>
      <Notice
        icon={<CalendarX2 />}
        title={wasOpen ? 'This meeting was closed' : 'This meeting is not open to you'}
        action={<Link href="/bookings">Your bookings</Link>}
      >
        {wasOpen
          ? 'The booking was cancelled, or you do not take part in it any more.'
          : 'Only those who take part in the booking can enter. Is it the right link, and are you signed in with the right account?'}
      </Notice>
    </>
  );
}
