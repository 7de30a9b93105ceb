import { currentLocale } from '../i18n/locale';
import { isKey, t } from '../i18n/t';
import type { Problem } from '../sync/problem';

/** A problem as a sentence that says what to do, by its code; `own` are what a code means in one place. */
export function sentence(problem: Problem, own: Readonly<Record<string, string>> = {}): string {
  const { code } = problem;
  if (code in own) return own[code] ?? problem.message;
  if (code === 'rate_limited') return waitSentence(problem.retryAfter);
  const fields = Object.keys(problem.errors).flatMap((field) => fieldErrors(problem, field) ?? []).join(' ');
  // What is wrong with a field says more than that something is.
  if (code === 'validation_failed' && fields !== '') return fields;
  const key = `errors.${code}`;
  return isKey(key) ? t(key) : fields === '' ? problem.message : fields;
}

/**
 * What is wrong with the value of a field; undefined when nothing is. The server has a sentence for each rule, in English:
 * in other languages a field has one sentence that says all its rules.
 */
export function fieldErrors(problem: Problem | null, field: string): readonly string[] | undefined {
  const errors = problem?.errors[field];
  if (!problem || !errors || isEnglish()) return errors;
  // Some codes are about one field, and say it better than its rules.
  const key = problem.code === 'validation_failed' ? `errors.field_${field}` : `errors.${problem.code}`;
  return isKey(key) ? [t(key)] : errors;
}

/** Why a message was not taken. Over the hub a refusal does not say which field it is about: what is in the message tells. */
export function refusal(problem: Problem, files: boolean): string {
  return sentence(problem, { validation_failed: t(files ? 'errors.field_attachments' : 'errors.field_content') });
}

/** What the server says itself, where it knows more than its code does; it says that in English only. */
export function told(problem: Problem): string {
  return isEnglish() ? problem.message : sentence(problem);
}

/** Why, as far as the server says it, and what to do. */
export function explained(problem: Problem): string {
  return isEnglish() ? `${problem.message} ${sentence(problem)}` : sentence(problem);
}

const isEnglish = () => currentLocale().language === 'en';

function waitSentence(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds === 0) return t('errors.rate_limited');
  if (seconds < 90) return t('errors.rate_limited_seconds', { seconds });
  return t('errors.rate_limited_minutes', { minutes: Math.ceil(seconds / 60) });
}
