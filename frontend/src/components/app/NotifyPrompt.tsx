import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { allow, decline, useNotifications } from '../../state/notifications';
import { useSync } from '../../state/sync';

/** Offers notifications once there is something to be notified of; the browser asks only after a yes. */
export function NotifyPrompt(): ReactNode {
  const { permission, declined, wanted } = useNotifications();
  const hasOthers = useSync((state) => state.sessions?.some(({ session }) => session.participant_count > 1) === true);
  if (permission !== 'default' || declined || wanted === 'none' || !hasOthers) return null;
  return (
    <aside className="side-note" data-testid="notify-prompt" aria-label={t('sessions.notifications')}>
      <p>{t('sessions.notifyPrompt')}</p>
      <div className="side-note-actions">
        <button className="button small primary" data-testid="notify-allow" onClick={() => void allow()}>
          {t('sessions.turnOn')}
        </button>
        <button className="button small quiet" data-testid="notify-decline" onClick={decline}>
          {t('sessions.notNow')}
        </button>
      </div>
    </aside>
  );
}
