import { Menu, useMantineColorScheme } from '@mantine/core';
import { ChevronsUpDown, LogOut, Moon, Settings, Sun, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useMember, useSession } from '../features/session/session-context.ts';
import { useAction } from '../ui/use-action.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Trouble } from '../ui/notice.tsx';
import { errorText } from '../ui/error-text.ts';
import css from './account-menu.module.css';
import { useDark } from '../theme/use-dark.ts';

/** Who one is here, with the ways to settings and out. */
export function AccountMenu(): ReactNode {
  const { name, email, color } = useMember();
  const { signOut } = useSession();
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useDark();
  const leaving = useAction(async () => {
    await signOut();
    navigate('/');
  });
  return (
    <div className={css.account}>
      {leaving.error !== undefined && <Trouble>{errorText(leaving.error)}</Trouble>}
      <Menu position="top-start" width="target">
        <Menu.Target>
          <button type="button" className={css.button}>
            <Avatar name={name} color={color} />
            <span className={css.words}>
              <span className={css.name}>{name}</span>
              <span className={css.email}>{email}</span>
            </span>
            <ChevronsUpDown aria-hidden size={17} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Users aria-hidden size={18} />}
            onClick={() => navigate('/people')}
          >
            People
          </Menu.Item>
          <Menu.Item
            leftSection={<Settings aria-hidden size={18} />}
            onClick={() => navigate('/settings')}
          >
            Settings
          </Menu.Item>
          <Menu.Item
            leftSection={dark ? <Sun aria-hidden size={18} /> : <Moon aria-hidden size={18} />}
            onClick={() => setColorScheme(dark ? 'light' : 'dark')}
          >
            {dark ? 'Light colours' : 'Dark colours'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<LogOut aria-hidden size={18} />}
            onClick={() => void leaving.run()}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
