import { type ReactNode, useEffect, useRef } from 'react';
import { type Key, t } from '../../i18n/t';
import type { Pages } from '../../state/usePages';
import { Loading } from '../shared/Frame';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';
import { ProblemNote } from '../shared/ProblemNote';

interface SearchProps {
  label: string;
  value: string;
  onChange: (q: string) => void;
  children?: ReactNode;
}

/** What a list is searched and filtered by. */
export function Filters({ label, value, onChange, children }: SearchProps): ReactNode {
  return (
    <search className="finder">
      <label className="finder-text">
        <Icon name="search" />
        <span className="visually-hidden">{label}</span>
        <input
          type="search"
          data-testid="search"
          placeholder={label}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={200}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      {children}
    </search>
  );
}

interface SelectProps<T extends string> {
  label: string;
  value: T;
  /** What they are called. */
  options: Readonly<Record<T, Key>>;
  onChange: (value: T) => void;
}

export function Filter<T extends string>({ label, value, options, onChange }: SelectProps<T>): ReactNode {
  return (
    <select className="finder-choice" aria-label={label} data-testid="filter" value={value} onChange={(event) => onChange(event.target.value as T)}>
      {Object.entries<Key>(options).map(([name, words]) => (
        <option key={name} value={name}>
          {t(words)}
        </option>
      ))}
    </select>
  );
}

interface ListProps<T> {
  pages: Pages<T>;
  /** What is said when there is nothing. */
  empty: string;
  children: (items: readonly T[]) => ReactNode;
}

/** A keyset-paged list: the rows, what went wrong, and more of them. */
export function List<T>({ pages, empty, children }: ListProps<T>): ReactNode {
  const { items, more, busy, problem, advance } = pages;
  return (
    <div className="list" aria-busy={busy}>
      {items === null && !problem && <Loading />}
      {items?.length === 0 && !busy && !problem && <p className="list-empty">{empty}</p>}
      {items !== null && items.length > 0 && children(items)}
      <ProblemNote problem={problem} />
      {(more || problem) && (
        <div className="list-more">
          <button className="button" data-testid="more" disabled={busy} onClick={advance}>
            {t(busy ? 'app.loading' : problem ? 'app.tryAgain' : 'admin.showMore')}
          </button>
        </div>
      )}
    </div>
  );
}

/** When the panel of a row closes, the focus goes back to the row. */
export function useReturnToRow(id: number | null): void {
  const last = useRef(id);
  useEffect(() => {
    if (id === null && last.current !== null) document.querySelector<HTMLElement>(`[data-row="${last.current}"] a`)?.focus();
    last.current = id;
  }, [id]);
}

interface PanelProps {
  title: string;
  /** Back to the list alone. */
  closeHref: string;
  children: ReactNode;
}

/** One row of a list with all that is known of it: beside the list, or on a phone in place of it. */
export function Panel({ title, closeHref, children }: PanelProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);

  return (
    <aside className="side" aria-label={title} data-testid="panel">
      <header className="side-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Link className="icon-button" href={closeHref} aria-label={t('admin.closePanel')} title={t('admin.closePanel')}>
          <Icon name="close" />
        </Link>
      </header>
      {children}
    </aside>
  );
}

export function Facts({ facts }: { facts: readonly (readonly [name: Key, value: ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{t(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
