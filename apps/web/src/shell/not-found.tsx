import { Compass } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Notice } from '../ui/notice.tsx';
import { useTitle } from '../ui/use-title.ts';
import { PageHeading } from './page-heading.tsx';

/** No page has this address. */
export function NotFound(): ReactNode {
  useTitle('Not found');
  return (
    <>
      <PageHeading hidden>Page not found</PageHeading>
      <Notice
        icon={<Compass />}
        title="There is nothing at this address"
        action={<Link href="/">Back to your conversations</Link>}
      >
        The link may be old, or the room is not open to you.
      </Notice>
    </>
  );
}
