import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { t } from '../../i18n/t';
import { useSync } from '../../state/sync';
import { pageTitle, titlePage } from '../../state/title';
import { LeftBehindNotice } from '../room/LeftBehind';
import { Room } from '../room/Room';
import { SearchLink } from '../search/SearchLink';
import { NewSession } from '../sessions/NewSession';
import { QuickSwitcher } from '../sessions/QuickSwitcher';
import { SessionList } from '../sessions/SessionList';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';
import { Notice, Splash } from '../shared/Notice';
import { AccountMenu } from './AccountMenu';
import { NotifyPrompt } from './NotifyPrompt';
import { UpdateNotice } from './UpdateNotice';
import './shell.css';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

interface Props {
  roomId: number | null;
  page?: ReactNode;
  /** Opens the quick switcher. */
  onSwitch: () => void;
}

/** The app behind the sign-in: the list of sessions, and beside it (on a phone instead of it) one of them, or a page of its own. */
export function Shell({ roomId, page = null, onSwitch }: Props): ReactNode {
  const [dialog, setDialog] = useState<'session' | 'people' | null>(null);
  const close = () => setDialog(null);
  const isNew = useSync((state) => state.sessions?.length === 0);
  useTitle(roomId, page !== null);

  return (
    <div className="shell" data-view={roomId === null && page === null ? 'list' : 'room'}>
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
        <button className="go-to" data-testid="jump" aria-keyshortcuts="Control+K Meta+K" onClick={onSwitch}>
          <Icon name="search" />
          {t('sessions.goToPrompt')}
          <kbd>{isApple ? '⌘K' : t('sessions.shortcut')}</kbd>
        </button>
        <SessionList activeId={roomId} onCreate={() => setDialog('session')} />
        <UpdateNotice />
        <LeftBehindNotice />
        <NotifyPrompt />
        <AccountMenu />
      </nav>
      <main className="main" tabIndex={-1}>
        {page !== null ? (
          <Suspense fallback={<Splash />}>{page}</Suspense>
        ) : roomId === null ? (
          <Notice title={t(isNew ? 'sessions.welcome' : 'sessions.pick')}>
            <p>{t(isNew ? 'sessions.welcomeLead' : 'sessions.pickLead')}</p>
            <div className="notice-acts">
              <button className="button primary" onClick={() => setDialog('session')}>
                {t('sessions.newSession')}
              </button>
              <button className="button" onClick={() => setDialog('people')}>
                {t('sessions.writeTo')}
              </button>
            </div>
          </Notice>
        ) : (
          <Room key={roomId} id={roomId} />
        )}
      </main>
      {dialog === 'session' && <NewSession onClose={close} />}
      {dialog === 'people' && <QuickSwitcher people onClose={close} />}
    </div>
  );
}

/** A page of its own names itself. */
function useTitle(roomId: number | null, page: boolean): void {
  const name = useSync((state) => state.sessions?.find((s) => s.session.id === roomId)?.session.name);
  useEffect(() => {
    if (!page) titlePage(...(name === undefined ? [] : [name]));
  }, [name, page]);
}
