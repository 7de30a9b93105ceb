import type { ReactNode } from 'react';
import { allow, useNotifications, want, type Wanted } from '../../state/notifications';
import { Card } from '../Frame';

const choices: { value: Wanted; label: string; note: string }[] = [
  { value: 'mine', label: 'What is meant for me', note: 'Direct conversations, mentions, and answers to my messages' },
  { value: 'all', label: 'Every message', note: 'Of all sessions that are not muted' },
  { value: 'none', label: 'Nothing', note: 'Unread counts are still shown' },
];

const words: Record<NotificationPermission | 'unsupported', string> = {
  granted: 'This browser shows notifications while Chat is open in a tab.',
  default: 'This browser has not been asked yet.',
  denied: 'This browser does not let Chat show notifications. Its settings for this site can change that.',
  unsupported: 'This browser has no notifications.',
};

/** When to be disturbed, on this device. */
export function NotificationSettings(): ReactNode {
  const { wanted, permission } = useNotifications();
  return (
    <Card title="Notifications on this device" lead={words[permission]} data-testid="notification-settings">
      {permission === 'default' && (
        <button className="button primary" onClick={() => void allow()}>
          Allow notifications
        </button>
      )}
      <fieldset className="choices" disabled={permission === 'unsupported'}>
        <legend className="visually-hidden">Notify me of</legend>
        {choices.map(({ value, label, note }) => (
          <label key={value} className="choice">
            <input type="radio" name="wanted" value={value} checked={wanted === value} onChange={() => want(value)} />
            <span>
              {label}
              <span className="muted">{note}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="muted">Muted sessions never notify, nor does the one you are looking at.</p>
    </Card>
  );
}
