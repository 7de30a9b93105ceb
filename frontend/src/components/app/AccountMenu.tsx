import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { t } from '../../i18n/t';
import { useAccount } from '../../state/account';
import { signOut } from '../../state/auth';
import { settingsPath } from '../../state/routes';
import { sentence } from '../../state/sentences';
import { useSignedIn, useSync } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { Avatar } from '../shared/Avatar';
import { Dialog } from '../shared/Dialog';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';
import './menu.css';

/** Who is signed in, and behind it what concerns them: settings, administration, the way out. */
export function AccountMenu(): ReactNode {
  const id = useId();
  const { user, engine } = useSignedIn();
  const { account } = useAccount();
  const { busy, problem, run } = useAction();
  const unsent = useSync((state) => state.outgoing).filter((m) => m.state !== 'sent').length;
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const footer = useRef<HTMLElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const name = account?.display_name ?? user.display_name;
  const leave = () => run(() => signOut(engine));

  useEffect(() => {
    if (!open) return;
    // Not every browser gives the focus to a button that is clicked, so losing it is not enough to go by.
    const close = (event: PointerEvent) => {
      if (event.target instanceof Node && !footer.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [open]);

  function press(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    setOpen(false);
    button.current?.focus();
  }

  function blur(event: FocusEvent<HTMLElement>): void {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
  }

  return (
    <footer ref={footer} className="account" onKeyDown={press} onBlur={blur}>
      <button
        ref={button}
        className="account-button"
        data-testid="account-menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Avatar name={name} seed={user.id} src={account?.avatar_url ?? null} />
        <span className="account-name">
          <strong>{name}</strong>
          {problem ? <span role="alert">{sentence(problem)}</span> : <span>@{user.username}</span>}
        </span>
        <Icon name="more" />
        <span className="visually-hidden">{t('app.accountMenu')}</span>
      </button>
      {/* A press on the menu itself must not take the focus from it: it would close before the click. */}
      <ul id={id} className="menu" hidden={!open} onMouseDown={(event) => event.preventDefault()}>
        <li>
          <Link className="menu-item" href={settingsPath('profile')} data-testid="open-settings">
            <Icon name="gear" />
            {t('app.settings')}
          </Link>
        </li>
        {account?.is_admin && (
          <li>
            <Link className="menu-item" href="/admin/" data-testid="open-admin">
              <Icon name="shield" />
              {t('app.administration')}
            </Link>
          </li>
        )}
        <li>
          <button
            className="menu-item"
            data-testid="sign-out"
            disabled={busy}
            onClick={() => {
              setOpen(false);
              if (unsent > 0) setAsking(true);
              else leave();
            }}
          >
            <Icon name="leave" />
            {t('app.signOut')}
          </button>
        </li>
      </ul>
      {asking && (
        <Dialog title={t('app.signOutAsk')} onClose={() => setAsking(false)}>
          <p>{t('app.signOutUnsent', { count: unsent })}</p>
          <div className="dialog-actions">
            <button className="button" onClick={() => setAsking(false)}>
              {t('app.stay')}
            </button>
            <button className="button danger" onClick={leave} disabled={busy}>
              {t('app.signOutAnyway')}
            </button>
          </div>
        </Dialog>
      )}
    </footer>
  );
}
