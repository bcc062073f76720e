import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from './section.tsx';

/** Light, dark, or whatever the system is. */
export function ColorsSection(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Colours">
      <SegmentedControl
        aria-label="Colours"
        value={colorScheme}
        onChange={(value) => {
          if (value === 'light' || value === 'dark' || value === 'auto') setColorScheme(value);
        }}
        data={[
          { value: 'auto', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </Section>
  );
}
