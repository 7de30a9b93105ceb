import { query } from '../transport/http';
import { navigate, useAddressQuery } from './router';

interface Filters<N extends string> {
  /** Empty for those that are not set. */
  values: Record<N, string>;
  set: (name: N, value: string) => void;
  /** What stands behind a path to keep them: with its question mark, or empty. */
  kept: string;
}

/** What a list is searched and filtered by. It stands in the address, so a row that is opened, a reload and the way back leave it as it is. */
export function useFilters<N extends string>(names: readonly N[]): Filters<N> {
  const address = new URLSearchParams(useAddressQuery());
  const values = Object.fromEntries(names.map((name) => [name, address.get(name) ?? ''])) as Record<N, string>;
  return {
    values,
    set: (name, value) => navigate(location.pathname + query({ ...values, [name]: value }), 'replace'),
    kept: query(values),
  };
}
