import { useCallback, useEffect, useRef, useState } from 'react';
import { io } from 'socket.io-client';
import { readSecretKey } from './secret-key.ts';
import { reconnection, SocialConnection, type SocialState } from './social-connection.ts';

/**
 * Connects while the page is shown. Keep the functions stable.
 *
 * @param followed somebody follows
 * @param refused the server does not know this page any more
 */
export function useSocialConnection(
  followed: (follower: { readonly name: string; readonly username: string }) => void,
  refused: () => void,
): { readonly state: SocialState; readonly retry: () => void } {
  const [state, setState] = useState<SocialState>({ name: 'connecting' });
  const held = useRef<SocialConnection>(undefined);
  useEffect(() => {
    const socket = io({ ...reconnection, autoConnect: false, forceNew: true });
    const connection = new SocialConnection(
      socket,
      { state: setState, refused, followed },
      readSecretKey,
    );
    held.current = connection;
    connection.connect();
    return () => connection.close();
  }, [followed, refused]);
  const retry = useCallback(() => held.current?.connect(), []);
  return { state, retry };
}
