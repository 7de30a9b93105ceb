import { type ReactNode, useEffect } from 'react';
import { Icon } from './Icon';
import { Link } from './Link';
import './notice.css';

/** A page or a pane with one thing to say. */
export function Notice({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="notice">
      <span className="notice-mark">
        <Icon name="bubble" />
      </span>
      <h1>{title}</h1>
      {children}
    </div>
  );
}

export function NotFound(): ReactNode {
  useEffect(() => {
    document.title = 'Not found · Chat';
  }, []);
  return (
    <main className="page">
      <Notice title="There is nothing here">
        <p>The address may have a typo, or the page has moved on.</p>
        <Link className="button" href="/">
          Go to your sessions
        </Link>
      </Notice>
    </main>
  );
}

export function Splash({ children }: { children?: ReactNode }): ReactNode {
  return (
    <main className="page splash" aria-busy="true">
      <span className="notice-mark">
        <Icon name="bubble" />
      </span>
      <p role="status">{children}</p>
    </main>
  );
}
