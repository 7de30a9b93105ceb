import type { Problem } from '../sync/problem';

/** What people read when the server's own sentence, which is written for everybody, says too little. */
const sentences: Record<string, string> = {
  invalid_second_factor: 'That code is not right. Codes of the app change every 30 seconds; a recovery code works once.',
  cross_site: 'The browser says that this came from another site. Reload the page and try again.',
  last_administrator: 'There has to be at least one administrator: make somebody else one first.',
  invalid_reset_token: 'This link does not work any more: it is more than an hour old, or it was used. Ask for a new one.',
  invalid_passkey: 'This passkey does not belong to an account here. Sign in with your password.',
  unsupported_media_type: 'That kind of file cannot be used here.',
};

/** A problem as a sentence, by its code; `own` are what a code means in one place. */
export function sentence(problem: Problem, own: Readonly<Record<string, string>> = {}): string {
  if (problem.code in own) return own[problem.code] ?? problem.message;
  if (problem.code === 'rate_limited') return `Too many attempts. ${tryAgain(problem.retryAfter)}`;
  const fields = Object.values(problem.errors).flat().join(' ');
  return sentences[problem.code] ?? (fields === '' ? problem.message : fields);
}

function tryAgain(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds === 0) return 'Try again in a little while.';
  if (seconds < 90) return `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
}
