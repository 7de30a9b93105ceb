import { type ReactNode, useMemo } from 'react';
import { partsOf, sessionValue, withOperator, without } from '../../state/searchQuery';
import { useSync } from '../../state/sync';
import type { SearchSort } from '../../transport/search';
import { Icon } from '../Icon';

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
    <div className="search-filters" role="group" aria-label="Filters">
      {partsOf(query).map((part, index) =>
        part.key === '' || part.value === '' ? null : (
          <button
            key={`${index}${part.text}`}
            type="button"
            className="chip chip-on"
            data-testid="search-chip"
            aria-label={`Remove the filter ${part.text}`}
            onClick={() => onQuery(without(query, index))}
          >
            {part.key === 'in' ? part.text.replace(/:.*/, `:${places.find(([value]) => value === part.value)?.[1] ?? part.value}`) : part.text}
            <Icon name="close" />
          </button>
        ),
      )}
      <Pick label="From" options={people} onPick={add('from')} />
      <Pick label="In" options={places} onPick={add('in')} />
      <Pick label="Has" options={has} onPick={add('has')} />
      <Day label="After" onPick={add('after')} />
      <Day label="Before" onPick={add('before')} />
      <label className="chip search-sort">
        <span className="visually-hidden">Order</span>
        <select data-testid="search-sort" value={sort} onChange={(event) => onSort(event.target.value as SearchSort)}>
          <option value="best">Best first</option>
          <option value="newest">Newest first</option>
        </select>
      </label>
    </div>
  );
}

const has = [
  ['link', 'Link'],
  ['file', 'File'],
  ['image', 'Image'],
] as const;

interface PickProps {
  label: string;
  options: readonly (readonly [value: string, name: string])[];
  onPick: (value: string) => void;
}

function Pick({ label, options, onPick }: PickProps): ReactNode {
  return (
    <label className="chip">
      <span className="visually-hidden">{label}</span>
      <select data-testid={`search-${label.toLowerCase()}`} value="" onChange={(event) => onPick(event.target.value)}>
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

function Day({ label, onPick }: { label: string; onPick: (day: string) => void }): ReactNode {
  return (
    <label className="chip">
      {label}
      <input
        type="date"
        data-testid={`search-${label.toLowerCase()}`}
        max="9998-12-31"
        min="1970-01-01"
        onChange={(event) => event.target.value !== '' && onPick(event.target.value)}
      />
    </label>
  );
}
