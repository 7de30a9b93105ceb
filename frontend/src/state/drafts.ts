/** Half-written messages, kept for as long as the tab. */

const prefix = 'draft:';

export function readDraft(sessionId: number): string {
  return sessionStorage.getItem(prefix + String(sessionId)) ?? '';
}

export function writeDraft(sessionId: number, text: string): void {
  if (text === '') sessionStorage.removeItem(prefix + String(sessionId));
  else sessionStorage.setItem(prefix + String(sessionId), text);
}

export function clearDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
