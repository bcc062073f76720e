import { ActionIcon } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { PageHeading } from '../../shell/page-heading.tsx';
import { useNarrow } from '../../shell/use-narrow.ts';
import { useTitle } from '../../ui/use-title.ts';
import css from './bookings.module.css';

const tabs = [
  { href: '/bookings', text: 'Meetings' },
  { href: '/bookings/requests', text: 'Requests' },
  { href: '/bookings/ask', text: 'Ask' },
  { href: '/bookings/schedules', text: 'Your times' },
] as const;

interface PageProps {
  readonly title: string;
  /** Where the arrow leads; absent on the pages that the tabs name. */
  readonly back?: { readonly href: string; readonly label: string };
  readonly children: ReactNode;
}

/** A page about meetings: its name, and the way to the other ones. */
export function Page({ title, back, children }: PageProps): ReactNode {
  useTitle(title);
  const narrow = useNarrow();
  const [path] = useLocation();
  const way = back ?? (narrow ? { href: '/', label: 'Back to the rooms' } : undefined);
  return (
    <div className={css.page}>
      <div className={css.head}>
        {way !== undefined && (
          <ActionIcon component={Link} href={way.href} aria-label={way.label}>
            <ArrowLeft aria-hidden size={21} />
          </ActionIcon>
        )}
        <PageHeading className={css.title}>{title}</PageHeading>
      </div>
      {back === undefined && (
        <nav className={css.tabs} aria-label="Meetings">
          {tabs.map(({ href, text }) => (
            <Link
              key={href}
              href={href}
              className={css.tab}
              aria-current={path === href ? 'page' : undefined}
            >
              {text}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </div>
  );
}
