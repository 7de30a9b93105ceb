import { IntlMessageFormat } from 'intl-messageformat';
import { createElement, Fragment, type ReactNode } from 'react';
import { find, type Key } from './catalogues';
import { fromRightToLeft } from './direction';
import { currentLocale } from './locale';

export type { Key } from './catalogues';

type Values = Readonly<Record<string, string | number>>;
/** What a tag of the text becomes, from what is inside of it. */
type RichValues = Readonly<Record<string, ReactNode | ((inside: ReactNode) => ReactNode)>>;

const formats = new Map<string, IntlMessageFormat>();

/** A text without placeholders, tags and quotes is what it is. */
const isPlain = (text: string) => !/[{<']/.test(text);

/** What is put into a sentence keeps its own direction, and turns nothing around it (the isolates of Unicode, UAX 9). */
function isolated<T>(values: Readonly<Record<string, T>>): Record<string, T | string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' && fromRightToLeft.test(value) ? `\u2068${value}\u2069` : value]),
  );
}

function formatOf(key: string, { text, language }: { text: string; language: string }): IntlMessageFormat {
  const { tag, language: chosen } = currentLocale();
  // A text that fell back to English has English plurals.
  const locale = language === chosen ? tag : language;
  const id = `${locale} ${key}`;
  let format = formats.get(id);
  if (!format) formats.set(id, (format = new IntlMessageFormat(text, locale)));
  return format;
}

/**
 * The text in the language that is chosen, an ICU message: `{name}`, `{count, plural, one {# message} other {# messages}}`.
 * To be called when something is shown, never while a module loads: by then nobody has chosen a language.
 */
export function t(key: Key, values?: Values): string {
  const found = find(currentLocale().language, key);
  if (!found) return key;
  return isPlain(found.text) ? found.text : String(formatOf(key, found).format(values && isolated(values)));
}

/** A text with parts that are more than text: `<b>…</b>` in it is what `values.b` makes of what is inside. */
export function rich(key: Key, values: RichValues): ReactNode {
  const found = find(currentLocale().language, key);
  if (!found) return key;
  const parts = formatOf(key, found).format<ReactNode>(isolated(values) as Record<string, ReactNode>);
  return Array.isArray(parts) ? createElement(Fragment, null, ...(parts)) : (parts);
}

/** Whether there is such a text: for keys that are made of what the server says. */
export function isKey(key: string): key is Key {
  return find('en', key) !== null;
}
