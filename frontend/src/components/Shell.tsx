import { type ReactNode, useEffect, useState } from 'react';
import { useSync } from '../state/sync';
import { AccountMenu } from './AccountMenu';
import { ConnectionStatus } from './ConnectionStatus';
import { Icon } from './Icon';
import { Link } from './Link';
import { NewSession } from './NewSession';
import { Notice } from './Notice';
import { Room } from './Room';
import { SessionList } from './SessionList';
import './shell.css';

/** The app behind the sign-in: the list of sessions, and beside it (on a phone instead of it) one of them. */
export function Shell({ roomId }: { roomId: number | null }): ReactNode {
  const [creating, setCreating] = useState(false);
  useTitle(roomId);

  return (
    <div className="shell" data-view={roomId === null ? 'list' : 'room'}>
      <ConnectionStatus />
      <nav className="sidebar" aria-label="Sessions">
        <header className="sidebar-head">
          <Link className="brand" href="/">
            <Icon name="bubble" />
            Chat
          </Link>
          <button
            className="icon-button"
            data-testid="new-session"
            aria-label="New session"
            title="New session"
            onClick={() => setCreating(true)}
          >
            <Icon name="compose" />
          </button>
        </header>
        <SessionList activeId={roomId} onCreate={() => setCreating(true)} />
        <AccountMenu />
      </nav>
      <main className="main">
        {roomId === null ? (
          <Notice title="Pick a session to read along">
            <p>Or start a new one with the people you want to talk to.</p>
            <button className="button primary" onClick={() => setCreating(true)}>
              New session
            </button>
          </Notice>
        ) : (
          <Room key={roomId} id={roomId} />
        )}
      </main>
      {creating && <NewSession onClose={() => setCreating(false)} />}
    </div>
  );
}

function useTitle(roomId: number | null): void {
  const name = useSync((state) => state.sessions?.find((s) => s.session.id === roomId)?.session.name);
  const unread = useSync((state) => state.sessions?.reduce((sum, s) => sum + s.unread, 0) ?? 0);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${name === undefined ? '' : `${name} · `}Chat`;
  }, [name, unread]);
}
