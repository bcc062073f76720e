import type { ReactNode } from 'react';
import { PeoplePage } from './people-page.tsx';
import { PortalPage } from './portal-page.tsx';

/** The pages of the social network, which talk GraphQL and Socket.IO. */
export function SocialPages({ page }: { readonly page: 'portal' | 'people' }): ReactNode {
  return page === 'portal' ? <PortalPage /> : <PeoplePage />;
}
