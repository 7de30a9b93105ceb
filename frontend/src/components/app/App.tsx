import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { followAccount, forgetAccount, useLocale, withTexts } from '../../i18n/locale';
import { t } from '../../i18n/t';
import { useAccount } from '../../state/account';
import { type Auth, useAuth } from '../../state/auth';
import { notify, shareView, tellView } from '../../state/notifications';
import { navigate, usePath } from '../../state/router';
import { nextPath, parseRoute, type Route } from '../../state/routes';
import { SignedIn, useSignedIn } from '../../state/sync';
import { AuthPage } from '../auth/AuthPage';
import { QuickSwitcher } from '../sessions/QuickSwitcher';
import { NotFound, Splash } from '../shared/Notice';
import { Boundary } from './Boundary';
import { ConnectionStatus } from './ConnectionStatus';
import { Shell } from './Shell';
import { useAttention } from './useAttention';

// Few people are there often: the code for it comes when it is asked for.
const SettingsPage = lazy(() => withTexts('settings', import('../settings/SettingsPage')));
const AdminPage = lazy(() => withTexts('admin', import('../admin/AdminPage')));
const ClaimPage = lazy(() => withTexts('admin', import('../admin/ClaimPage')));
const SearchPage = lazy(() => withTexts('search', import('../search/SearchPage')));
const InvitePage = lazy(() => import('../sessions/InvitePage'));
const ForgotPage = lazy(() => import('../auth/ForgotPage'));
const ResetPage = lazy(() => import('../auth/ResetPage'));

export function App(): ReactNode {
  // Another language, or another time zone, renders everything anew.
  useLocale();
  const path = usePath();
  const auth = useAuth();
  return (
    <Boundary path={path}>
      <Suspense fallback={<Splash />}>
        <Page path={path} auth={auth} />
      </Suspense>
    </Boundary>
  );
}

function Page({ path, auth }: { path: string; auth: Auth }): ReactNode {
  const route = parseRoute(path);

  if (route.page === 'unknown') return <NotFound />;
  // Whoever has forgotten a password may be signed in all the same.
  if (route.page === 'forgot') return <ForgotPage />;
  if (route.page === 'reset') return <ResetPage token={route.token} />;
  const atDoor = route.page === 'login' || route.page === 'register';
  switch (auth.status) {
    case 'checking':
      return <Splash />;
    case 'unreachable':
      return <Splash>{t('app.unreachable')}</Splash>;
    case 'out':
      if (atDoor) return <AuthPage key={route.page} page={route.page} expired={auth.expired} />;
      return <Redirect to={path === '/' ? '/login/' : `/login/?next=${encodeURIComponent(path + location.search)}`} />;
    case 'in':
      if (atDoor) return <Redirect to={nextPath(location.search)} />;
      return (
        <SignedIn value={auth}>
          <Inside key={auth.user.id} route={route} />
        </SignedIn>
      );
  }
}

/** The pages behind the sign-in, and what is there on each of them. */
function Inside({ route }: { route: Route }): ReactNode {
  const { engine, tabs } = useSignedIn();
  const { account } = useAccount();
  const [switching, setSwitching] = useState(false);

  useEffect(() => {
    if (account) followAccount(account);
  }, [account]);
  useEffect(() => forgetAccount, []);

  useEffect(() => {
    engine.onNews((news) => notify(news, tabs));
    return shareView(tabs);
  }, [engine, tabs]);

  useEffect(() => tellView(tabs), [tabs, route]);

  useAttention();

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      // What is half-filled in another dialog stays: one thing after the other.
      if (!document.querySelector('dialog:modal')) setSwitching(true);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector('main')?.focus();
        }}
      >
        {t('app.skip')}
      </a>
      <ConnectionStatus />
      <PageInside route={route} onSwitch={() => setSwitching(true)} />
      {switching && <QuickSwitcher onClose={() => setSwitching(false)} />}
    </>
  );
}

function PageInside({ route, onSwitch }: { route: Route; onSwitch: () => void }): ReactNode {
  switch (route.page) {
    case 'settings':
      return <SettingsPage section={route.section} />;
    case 'admin':
      return <AdminPage section={route.section} id={route.id} />;
    case 'claim':
      return <ClaimPage token={route.token} />;
    case 'invite':
      return <InvitePage token={route.token} />;
    default:
      return (
        <Shell
          roomId={route.page === 'room' ? route.id : null}
          page={route.page === 'search' ? <SearchPage /> : null}
          onSwitch={onSwitch}
        />
      );
  }
}

function Redirect({ to }: { to: string }): ReactNode {
  useEffect(() => navigate(to, 'replace'), [to]);
  return <Splash />;
}
