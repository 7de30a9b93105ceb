import { type ReactNode, useEffect } from 'react';
import { useAuth } from '../state/auth';
import { navigate, usePath } from '../state/router';
import { nextPath, parseRoute } from '../state/routes';
import { SignedIn } from '../state/sync';
import { AuthPage } from './AuthPage';
import { NotFound, Splash } from './Notice';
import { Shell } from './Shell';

export function App(): ReactNode {
  const path = usePath();
  const auth = useAuth();
  const route = parseRoute(path);

  if (route.page === 'unknown') return <NotFound />;
  const atDoor = route.page === 'login' || route.page === 'register';
  switch (auth.status) {
    case 'checking':
      return <Splash />;
    case 'unreachable':
      return <Splash>The server cannot be reached. Trying again…</Splash>;
    case 'out':
      if (atDoor) return <AuthPage key={route.page} page={route.page} expired={auth.expired} />;
      return <Redirect to={path === '/' ? '/login/' : `/login/?next=${encodeURIComponent(path)}`} />;
    case 'in':
      if (atDoor) return <Redirect to={nextPath(location.search)} />;
      return (
        <SignedIn value={auth}>
          <Shell key={auth.user.id} roomId={route.page === 'room' ? route.id : null} />
        </SignedIn>
      );
  }
}

function Redirect({ to }: { to: string }): ReactNode {
  useEffect(() => navigate(to, 'replace'), [to]);
  return <Splash />;
}
