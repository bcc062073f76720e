import { ActionIcon } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { PageHeading } from '../../shell/page-heading.tsx';
import { useNarrow } from '../../shell/use-narrow.ts';
import { useTitle } from '../../ui/use-title.ts';
import { ColorsSection } from './colors-section.tsx';
import { NameSection } from './name-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import css from './settings.module.css';

/** What one may change about oneself. */
export function SettingsPage(): ReactNode {
  useTitle('Settings');
  const narrow = useNarrow();
  return (
    <div className={css.page}>
      <div className={css.head}>
        {narrow && (
          <ActionIcon component={Link} href="/" aria-label="Back to the rooms">
            <ArrowLeft aria-hidden size={21} />
          </ActionIcon>
        )}
        <PageHeading className={css.title}>Settings</PageHeading>
      </div>
      <NameSection />
      <ColorsSection />
      <PasswordSection />
      <SessionsSection />
    </div>
  );
}
