import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { type Key, t } from '../../i18n/t';
import { navigate, useQuery } from '../../state/router';
import { searchAddress } from '../../state/searchQuery';
import { told } from '../../state/sentences';
import { titlePage } from '../../state/title';
import { useSearch } from '../../state/useSearch';
import type { Problem } from '../../sync/problem';
import type { SearchSort } from '../../transport/search';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';
import { Filters } from './Filters';
import { Results } from './Results';
import './search.css';

/** Everything that was said and the user may see, by a query that is the address of this page, too. */
export default function SearchPage(): ReactNode {
  const q = useQuery('q') ?? '';
  const sort: SearchSort = useQuery('sort') === 'newest' ? 'newest' : 'best';
  // What is typed is ahead of the address when spaces end it.
  const [typed, setTyped] = useState(q);
  if (typed.trim() !== q.trim()) setTyped(q);
  const found = useSearch(q.trim(), sort);
  const box = useRef<HTMLInputElement>(null);
  const page = useRef<HTMLElement>(null);

  useEffect(() => {
    titlePage(...(q === '' ? [] : [q]), t('search.title'));
  });
  useEffect(() => box.current?.focus(), []);

  function ask(query: string, order = sort): void {
    setTyped(query);
    navigate(searchAddress(query.trim(), order), 'replace');
  }

  /** Arrows walk through the hits, and from the first one back into the box. */
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const inFilter = event.target instanceof HTMLElement && event.target.matches('select, input:not([type="search"])');
    if (inFilter) return;
    const stops: HTMLElement[] = [...(page.current?.querySelectorAll<HTMLElement>('[data-testid="search-input"], [data-testid="search-hit"]') ?? [])];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const to = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  return (
    <section className="search" aria-label={t('search.title')} ref={page} onKeyDown={onKey}>
      <header className="search-head">
        <Link className="icon-button room-back" href="/" aria-label={t('sessions.backToSessions')}>
          <Icon name="back" />
        </Link>
        <form role="search" className="search-box" onSubmit={(event) => event.preventDefault()}>
          <Icon name="search" />
          <input
            ref={box}
            type="search"
            data-testid="search-input"
            aria-label={t('sessions.searchMessages')}
            placeholder={t('sessions.searchMessages')}
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
            value={typed}
            onChange={(event) => ask(event.target.value)}
          />
        </form>
      </header>
      <div className="search-page">
        <Filters query={q} sort={sort} onQuery={ask} onSort={(order) => ask(q, order)} />
        {found.problem && <Refusal problem={found.problem} query={q} />}
        {q.trim() === '' ? <Help /> : <Results found={found} query={q} onQuery={ask} />}
      </div>
    </section>
  );
}

/** Why nothing was looked for; with the place in the query, when that is what is wrong. */
function Refusal({ problem, query }: { problem: Problem; query: string }): ReactNode {
  const at = problem.position;
  return (
    <div className="alert" role="alert" data-testid="search-problem">
      <p>{told(problem)}</p>
      {at !== null && at < query.length && (
        <p className="search-place">
          {query.slice(0, at)}
          <mark>{query.slice(at)}</mark>
        </p>
      )}
    </div>
  );
}

const examples = [
  ['release notes', 'search.helpWords'],
  ['"release notes"', 'search.helpPhrase'],
  ['-draft', 'search.helpWithout'],
  ['from:ada', 'search.helpFrom'],
  ['in:general', 'search.helpIn'],
  ['after:2026-01 before:2026-02-15', 'search.helpTime'],
  ['has:link', 'search.helpHas'],
] as const satisfies readonly (readonly [query: string, meaning: Key])[];

function Help(): ReactNode {
  return (
    <dl className="search-help">
      {examples.map(([query, meaning]) => (
        <div key={query}>
          <dt>{query}</dt>
          <dd>{t(meaning)}</dd>
        </div>
      ))}
    </dl>
  );
}
