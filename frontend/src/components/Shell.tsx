import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { t } from '../i18n/t';
import { showBadge } from '../state/badge';
import { attention } from '../state/sessionList';
import { useSync } from '../state/sync';
import { pageTitle } from '../state/title';
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

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

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
      <nav className="sidebar" aria-label={t('sessions.sessions')}>
        <header className="sidebar-head">
          <Link className="brand" href="/">
            <Icon name="bubble" />
            {pageTitle()}
          </Link>
          <SearchLink />
          <button
            className="icon-button"
            data-testid="write-to"
            aria-label={t('sessions.writeTo')}
            title={t('sessions.writeTo')}
            onClick={() => setDialog('people')}
          >
            <Icon name="person" />
          </button>
          <button
            className="icon-button"
            data-testid="new-session"
            aria-label={t('sessions.newSession')}
            title={t('sessions.newSession')}
            onClick={() => setDialog('session')}
          >
            <Icon name="compose" />
          </button>
        </header>
        <button className="go-to" data-testid="jump" aria-keyshortcuts="Control+K Meta+K" onClick={() => setDialog('switcher')}>
          <Icon name="search" />
          {t('sessions.goToPrompt')}
          <kbd>{isApple ? '⌘K' : t('sessions.shortcut')}</kbd>
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
          <Notice title={t('sessions.pick')}>
            <p>{t('sessions.pickLead')}</p>
            <button className="button primary" onClick={() => setDialog('session')}>
              {t('sessions.newSession')}
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
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${name === undefined ? pageTitle() : pageTitle(name)}`;
  }, [name, unread]);
  useEffect(() => showBadge(unread, mentions), [unread, mentions]);
}
