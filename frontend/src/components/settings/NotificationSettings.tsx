import type { ReactNode } from 'react';
import { type Key, t } from '../../i18n/t';
import { allow, useNotifications, want, type Wanted } from '../../state/notifications';
import { push, usePush } from '../../state/push';
import type { PushStatus } from '../../state/pushSwitch';
import { useSignedIn } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { Card } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';
import { MailNotifications } from './MailNotifications';

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

/** How to be told of what is new. */
export function NotificationSettings(): ReactNode {
  return (
    <>
      <OnThisDevice />
      <MailNotifications />
    </>
  );
}

/** When to be disturbed, on this device. */
function OnThisDevice(): ReactNode {
  const { wanted, permission } = useNotifications();
  const status = usePush();
  const { user } = useSignedIn();
  const { busy, problem, run } = useAction();

  function choose(value: Wanted): void {
    want(value);
    if (value === 'none' && status === 'on') run(() => push.turnOff());
  }

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
            <input type="radio" name="wanted" value={value} checked={wanted === value} onChange={() => choose(value)} />
            <span>
              {t(label)}
              <span className="muted">{t(note)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label className="choice switch-choice">
        <input
          type="checkbox"
          data-testid="push"
          checked={status === 'on'}
          aria-busy={busy}
          disabled={wanted === 'none' || (status !== 'on' && status !== 'off')}
          onChange={(event) => {
            const on = event.target.checked;
            run(() => (on ? push.turnOn(user.id) : push.turnOff()));
          }}
        />
        <span>
          {t('settings.pushTitle')}
          <span className="muted">{t(wanted === 'none' ? 'settings.pushNone' : pushNote(status))}</span>
        </span>
      </label>
      <ProblemNote problem={problem} />
      <p className="muted">{t('settings.notifyNever')}</p>
    </Card>
  );
}

/** What it does, or why it cannot. */
function pushNote(status: PushStatus | null): Key {
  if (status === 'unsupported') return 'settings.pushUnsupported';
  if (status === 'insecure') return 'settings.pushInsecure';
  if (status === 'denied') return 'settings.notifyDenied';
  if (status === 'unavailable') return 'settings.pushUnavailable';
  return 'settings.pushNote';
}
