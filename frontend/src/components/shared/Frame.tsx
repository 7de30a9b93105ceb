import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../../i18n/t';
import { titlePage } from '../../state/title';
import { Icon, type IconName } from './Icon';
import { Link } from './Link';
import './frame.css';

export interface FrameLink {
  href: string;
  label: string;
  icon: IconName;
  current: boolean;
}

interface Props {
  /** Of all these pages together. */
  title: string;
  links: readonly FrameLink[];
  /** Lists need more room than forms. */
  wide?: boolean;
  children: ReactNode;
}

/** Pages beside the conversations: where one is, the other pages of the kind, and the way back. */
export function Frame({ title, links, wide = false, children }: Props): ReactNode {
  const current = links.find((link) => link.current)?.label ?? title;
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    // On a phone the links are one line that may be longer than the screen.
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    titlePage(current, title);
  }, [current, title]);

  return (
    <div className="frame">
      <header className="frame-side">
        <div className="frame-head">
          <Link className="icon-button" href="/" aria-label={t('sessions.backToSessions')} title={t('sessions.backToSessions')}>
            <Icon name="back" />
          </Link>
          <strong>{title}</strong>
        </div>
        <nav aria-label={title}>
          <ul ref={list} className="frame-links">
            {links.map((link) => (
              <li key={link.href}>
                <Link className="frame-link" href={link.href} aria-current={link.current ? 'page' : undefined}>
                  <Icon name={link.icon} />
                  {link.label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main className="frame-main" data-wide={wide} tabIndex={-1}>
        <div className="frame-page">
          <h1>{current}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}

/** One matter of a page. */
export function Card({ title, lead, children, ...rest }: { title: string; lead?: ReactNode; children?: ReactNode; 'data-testid'?: string }): ReactNode {
  return (
    <section className="card" aria-label={title} {...rest}>
      <div className="card-head">
        <h2>{title}</h2>
        {lead !== undefined && <p className="muted">{lead}</p>}
      </div>
      {children}
    </section>
  );
}

/** While something is read for the first time: room for it, and words when it takes long. */
export function Loading(): ReactNode {
  return (
    <p className="loading" role="status">
      {t('app.loading')}
    </p>
  );
}
