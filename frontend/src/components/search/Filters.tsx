import { type ReactNode, useMemo } from 'react';
import { type Key, t } from '../../i18n/t';
import { type Operator, partsOf, sessionValue, withOperator, without } from '../../state/searchQuery';
import { useSync } from '../../state/sync';
import type { SearchSort } from '../../transport/search';
import { Icon } from '../shared/Icon';

interface Props {
  query: string;
  sort: SearchSort;
  onQuery: (query: string) => void;
  onSort: (sort: SearchSort) => void;
}

/** What narrows a search, as chips that are parts of the query, and ways to add more. */
export function Filters({ query, sort, onQuery, onSort }: Props): ReactNode {
  const sessions = useSync((state) => state.sessions);
  const people = useMemo(() => {
    const all = new Map(sessions?.flatMap(({ session }) => session.participants.map((p) => [p.username, p.display_name] as const)));
    return [...all].sort(([, one], [, other]) => one.localeCompare(other));
  }, [sessions]);
  const places = useMemo(() => {
    const all = sessions?.map(({ session }) => session) ?? [];
    return all.map((session) => [sessionValue(session, all), session.name] as const).sort(([, one], [, other]) => one.localeCompare(other));
  }, [sessions]);
  const add = (key: Parameters<typeof withOperator>[1]) => (value: string) => onQuery(withOperator(query, key, value));

  return (
    <div className="search-filters" role="group" aria-label={t('search.filters')}>
      {partsOf(query).map((part, index) =>
        part.key === '' || part.value === '' ? null : (
          <button
            key={`${index}${part.text}`}
            type="button"
            className="criterion chip-on"
            data-testid="search-chip"
            aria-label={t('search.removeFilter', { filter: part.text })}
            onClick={() => onQuery(without(query, index))}
          >
            {part.key === 'in' ? part.text.replace(/:.*/, `:${places.find(([value]) => value === part.value)?.[1] ?? part.value}`) : part.text}
            <Icon name="close" />
          </button>
        ),
      )}
      <Pick name="from" options={people} onPick={add('from')} />
      <Pick name="in" options={places} onPick={add('in')} />
      <Pick name="has" options={has.map(([value, label]) => [value, t(label)] as const)} onPick={add('has')} />
      <Day name="after" onPick={add('after')} />
      <Day name="before" onPick={add('before')} />
      <label className="criterion search-sort">
        <span className="visually-hidden">{t('search.order')}</span>
        <select data-testid="search-sort" value={sort} onChange={(event) => onSort(event.target.value as SearchSort)}>
          <option value="best">{t('search.bestFirst')}</option>
          <option value="newest">{t('search.newestFirst')}</option>
        </select>
      </label>
    </div>
  );
}

const has = [
  ['link', 'search.link'],
  ['file', 'search.file'],
  ['image', 'search.image'],
] as const satisfies readonly (readonly [value: string, label: Key])[];

const labels = { from: 'search.from', in: 'search.in', has: 'search.has', after: 'search.after', before: 'search.before' } as const satisfies Record<Operator, Key>;

interface PickProps {
  name: Operator;
  options: readonly (readonly [value: string, name: string])[];
  onPick: (value: string) => void;
}

function Pick({ name: operator, options, onPick }: PickProps): ReactNode {
  const label = t(labels[operator]);
  return (
    <label className="criterion">
      <span className="visually-hidden">{label}</span>
      <select data-testid={`search-${operator}`} value="" onChange={(event) => onPick(event.target.value)}>
        <option value="" disabled>
          {label}
        </option>
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ name, onPick }: { name: Operator; onPick: (day: string) => void }): ReactNode {
  return (
    <label className="criterion">
      {t(labels[name])}
      <input
        type="date"
        data-testid={`search-${name}`}
        max="9998-12-31"
        min="1970-01-01"
        onChange={(event) => event.target.value !== '' && onPick(event.target.value)}
      />
    </label>
  );
}
