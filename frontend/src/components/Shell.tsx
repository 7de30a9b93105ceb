import { type ReactNode, useEffect, useState } from 'react';
import { signOut } from '../state/auth';
import { useSignedIn, useSync } from '../state/sync';
import { useAction } from '../state/useAction';
import { Avatar } from './Avatar';
import { ConnectionStatus } from './ConnectionStatus';
import { Dialog } from './Dialog';
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
        <Account />
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

function Account(): ReactNode {
  const { user, engine } = useSignedIn();
  const { busy, problem, run } = useAction();
  const unsent = useSync((state) => state.outgoing).filter((m) => m.state !== 'sent').length;
  const [asking, setAsking] = useState(false);
  const leave = () => run(() => signOut(engine));

  return (
    <footer className="account">
      <Avatar name={user.display_name} seed={user.id} />
      <div className="account-name">
        <strong>{user.display_name}</strong>
        {problem ? <span role="alert">{problem.message}</span> : <span>@{user.username}</span>}
      </div>
      <button
        className="icon-button"
        data-testid="sign-out"
        aria-label="Sign out"
        title="Sign out"
        disabled={busy}
        onClick={() => (unsent > 0 ? setAsking(true) : leave())}
      >
        <Icon name="leave" />
      </button>
      {asking && (
        <Dialog title="Sign out?" onClose={() => setAsking(false)}>
          <p>{unsent === 1 ? 'One message has' : `${unsent} messages have`} not been sent yet and would be lost.</p>
          <div className="dialog-actions">
            <button className="button" onClick={() => setAsking(false)}>
              Stay
            </button>
            <button className="button danger" onClick={leave} disabled={busy}>
              Sign out anyway
            </button>
          </div>
        </Dialog>
      )}
    </footer>
  );
}

function useTitle(roomId: number | null): void {
  const name = useSync((state) => state.sessions?.find((s) => s.session.id === roomId)?.session.name);
  const unread = useSync((state) => state.sessions?.reduce((sum, s) => sum + s.unread, 0) ?? 0);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${name === undefined ? '' : `${name} · `}Chat`;
  }, [name, unread]);
}
