import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { attention } from '../state/sessionList';
import { showBadge } from '../state/badge';
import { useSync } from '../state/sync';
import { AccountMenu } from './AccountMenu';
import { ConnectionStatus } from './ConnectionStatus';
import { Icon } from './Icon';
import { Link } from './Link';
import { NewSession } from './NewSession';
import { Notice, Splash } from './Notice';
import { NotifyPrompt } from './NotifyPrompt';
import { QuickSwitcher } from './QuickSwitcher';
import { Room } from './Room';
import { SearchLink } from './search/SearchLink';
import { SessionList } from './SessionList';
import { UpdateNotice } from './UpdateNotice';
import './shell.css';

const shortcut = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';

/** The app behind the sign-in: the list of sessions, and beside it (on a phone instead of it) one of them, or a page of its own. */
export function Shell({ roomId, page = null }: { roomId: number | null; page?: ReactNode }): ReactNode {
  const [dialog, setDialog] = useState<'session' | 'switcher' | 'people' | null>(null);
  const close = () => setDialog(null);
  useTitle(roomId);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setDialog('switcher');
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  return (
    <div className="shell" data-view={roomId === null && page === null ? 'list' : 'room'}>
      <ConnectionStatus />
      <nav className="sidebar" aria-label="Sessions">
        <header className="sidebar-head">
          <Link className="brand" href="/">
            <Icon name="bubble" />
            Chat
          </Link>
          <SearchLink />
          <button
            className="icon-button"
            data-testid="write-to"
            aria-label="Write to somebody"
            title="Write to somebody"
            onClick={() => setDialog('people')}
          >
            <Icon name="person" />
          </button>
          <button
            className="icon-button"
            data-testid="new-session"
            aria-label="New session"
            title="New session"
            onClick={() => setDialog('session')}
          >
            <Icon name="compose" />
          </button>
        </header>
        <button className="go-to" data-testid="jump" aria-keyshortcuts="Control+K Meta+K" onClick={() => setDialog('switcher')}>
          <Icon name="search" />
          Go to…
          <kbd>{shortcut}</kbd>
        </button>
        <SessionList activeId={roomId} onCreate={() => setDialog('session')} />
        <UpdateNotice />
        <NotifyPrompt />
        <AccountMenu />
      </nav>
      <main className="main">
        {page !== null ? (
          <Suspense fallback={<Splash />}>{page}</Suspense>
        ) : roomId === null ? (
          <Notice title="Pick a session to read along">
            <p>Or start a new one with the people you want to talk to.</p>
            <button className="button primary" onClick={() => setDialog('session')}>
              New session
            </button>
          </Notice>
        ) : (
          <Room key={roomId} id={roomId} />
        )}
      </main>
      {dialog === 'session' && <NewSession onClose={close} />}
      {(dialog === 'switcher' || dialog === 'people') && <QuickSwitcher key={dialog} people={dialog === 'people'} onClose={close} />}
    </div>
  );
}

function useTitle(roomId: number | null): void {
  const name = useSync((state) => state.sessions?.find((s) => s.session.id === roomId)?.session.name);
  const unread = useSync((state) => attention(state.sessions ?? []).unread);
  const mentions = useSync((state) => attention(state.sessions ?? []).mentions);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${name === undefined ? '' : `${name} · `}Chat`;
  }, [name, unread]);
  useEffect(() => showBadge(unread, mentions), [unread, mentions]);
}
