import type { ReactNode } from 'react';
import { type Key, t } from '../../i18n/t';
import { allow, useNotifications, want, type Wanted } from '../../state/notifications';
import { Card } from '../Frame';

const choices: { value: Wanted; label: Key; note: Key }[] = [
  { value: 'mine', label: 'settings.notifyMine', note: 'settings.notifyMineNote' },
  { value: 'all', label: 'settings.notifyAll', note: 'settings.notifyAllNote' },
  { value: 'none', label: 'settings.notifyNone', note: 'settings.notifyNoneNote' },
];

const words: Record<NotificationPermission | 'unsupported', Key> = {
  granted: 'settings.notifyGranted',
  default: 'settings.notifyDefault',
  denied: 'settings.notifyDenied',
  unsupported: 'settings.notifyUnsupported',
};

/** When to be disturbed, on this device. */
export function NotificationSettings(): ReactNode {
  const { wanted, permission } = useNotifications();
  return (
    <Card title={t('settings.notificationsHere')} lead={t(words[permission])} data-testid="notification-settings">
      {permission === 'default' && (
        <button className="button primary" onClick={() => void allow()}>
          {t('settings.notifyAllow')}
        </button>
      )}
      <fieldset className="choices" disabled={permission === 'unsupported'}>
        <legend className="visually-hidden">{t('settings.notifyOf')}</legend>
        {choices.map(({ value, label, note }) => (
          <label key={value} className="choice">
            <input type="radio" name="wanted" value={value} checked={wanted === value} onChange={() => want(value)} />
            <span>
              {t(label)}
              <span className="muted">{t(note)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="muted">{t('settings.notifyNever')}</p>
    </Card>
  );
}
