import { currentLocale } from '../i18n/locale';

export interface TimeZone {
  /** The IANA name, which is what is kept. */
  name: string;
  /** "New York" */
  place: string;
  /** "America"; empty for UTC */
  region: string;
}

/** Some browsers still list zones by names that the tz database has given up; people search for today's. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

const todaysName = (name: string) => renamed[name] ?? name;

/** All that this browser knows, by name. Browsers leave UTC out. */
export function timeZones(): TimeZone[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone').map(todaysName), 'UTC']);
  return [...names].sort().map(describeZone);
}

export function describeZone(name: string): TimeZone {
  const parts = name.replaceAll('_', ' ').split('/');
  return { name, place: parts.at(-1) ?? name, region: parts.slice(0, -1).join(', ') };
}

/** Where this device is. */
export const deviceZone = () => todaysName(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** "UTC+2", "UTC−3:30", with what is in force at the moment `at`; empty when this browser does not know the zone. */
export function zoneOffset(name: string, at: number): string {
  const text = zonePart(name, at, { timeZoneName: 'shortOffset' }, 'timeZoneName');
  return text.replace('GMT', 'UTC').replace('-', '−');
}

/** The time of day there, as people here write it. */
export function zoneTime(name: string, at: number): string {
  try {
    return new Intl.DateTimeFormat(currentLocale().tag, { timeZone: name, hour: 'numeric', minute: '2-digit' }).format(at);
  } catch {
    return '';
  }
}

function zonePart(name: string, at: number, options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes): string {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: name, ...options }).formatToParts(at);
    return parts.find((part) => part.type === type)?.value ?? '';
  } catch {
    return '';
  }
}

/**
 * The zones that every word of the question begins a word of, places before regions, at most `most`. Words of the
 * question may be an offset: "utc+5".
 */
export function searchZones(zones: readonly TimeZone[], question: string, at: number, most = 50): TimeZone[] {
  const words = plain(question).split(/[\s/,]+/).filter((word) => word !== '');
  if (words.length === 0) return zones.slice(0, most);
  const ranked: { zone: TimeZone; rank: number }[] = [];
  for (const zone of zones) {
    const place = plain(zone.place);
    const all = ` ${place} ${plain(zone.region)} ${plain(zone.name)}`;
    const fits = words.every((word) => all.includes(` ${word}`) || /^(utc|gmt)?[+-]\d/.test(word) && offsetIs(zone, word, at));
    if (fits) ranked.push({ zone, rank: ` ${place}`.includes(` ${words[0]}`) ? 0 : 1 });
  }
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, most).map(({ zone }) => zone);
}

function offsetIs(zone: TimeZone, word: string, at: number): boolean {
  return plain(zoneOffset(zone.name, at)) === word.replace(/^(utc|gmt)?/, 'utc');
}

/** Without accents, in small letters, all minus signs alike. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/−/g, '-').replaceAll('_', ' ').toLowerCase();
}
