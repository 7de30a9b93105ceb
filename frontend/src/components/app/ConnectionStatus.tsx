import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { useSync } from '../../state/sync';
import './connection.css';

const words = {
  online: 'sessions.connected',
  connecting: 'sessions.connecting',
  offline: 'sessions.offline',
} as const;

/** Seen only when there is something to know; a connection that works needs no words. */
export function ConnectionStatus(): ReactNode {
  const state = useSync((s) => s.connection);
  return (
    <div className="connection" data-testid="connection" data-state={state} role="status">
      <span className="connection-dot" aria-hidden="true" />
      {t(words[state])}
    </div>
  );
}
