import { useEffect } from 'react';
import { showBadge } from '../../state/badge';
import { attention } from '../../state/sessionList';
import { useSync } from '../../state/sync';
import { titleUnread } from '../../state/title';

/** Shows in the tab's title and icon, whatever page is open, how much waits to be read. Who is signed out has nothing waiting. */
export function useAttention(): void {
  const unread = useSync((state) => attention(state.sessions ?? []).unread);
  const mentions = useSync((state) => attention(state.sessions ?? []).mentions);

  useEffect(() => titleUnread(unread), [unread]);
  useEffect(() => showBadge(unread, mentions), [unread, mentions]);
  useEffect(
    () => () => {
      titleUnread(0);
      showBadge(0, 0);
    },
    [],
  );
}
