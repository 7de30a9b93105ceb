import type { ReactNode } from 'react';
import { allow, decline, useNotifications } from '../state/notifications';
import { useSync } from '../state/sync';

/** Offers notifications once there is something to be notified of; the browser asks only after a yes. */
export function NotifyPrompt(): ReactNode {
  const { permission, declined, wanted } = useNotifications();
  const hasOthers = useSync((state) => state.sessions?.some(({ session }) => session.participant_count > 1) === true);
  if (permission !== 'default' || declined || wanted === 'none' || !hasOthers) return null;
  return (
    <aside className="side-note" data-testid="notify-prompt" aria-label="Notifications">
      <p>Be told when somebody writes to you while you are elsewhere?</p>
      <div className="side-note-actions">
        <button className="button small primary" data-testid="notify-allow" onClick={() => void allow()}>
          Turn on
        </button>
        <button className="button small quiet" data-testid="notify-decline" onClick={decline}>
          Not now
        </button>
      </div>
    </aside>
  );
}
