import type { ReactNode } from 'react';
import { useSync } from '../state/sync';
import './connection.css';

const words = {
  online: 'Connected',
  connecting: 'Connecting…',
  offline: 'Offline. Messages wait here.',
};

/** Seen only when there is something to know; a connection that works needs no words. */
export function ConnectionStatus(): ReactNode {
  const state = useSync((s) => s.connection);
  return (
    <div className="connection" data-testid="connection" data-state={state} role="status">
      <span className="connection-dot" aria-hidden="true" />
      {words[state]}
    </div>
  );
}
