/** Half-written messages: each belongs to one user and one session, and stays on this device until it is sent. */

const prefix = 'draft:';

export interface Draft {
  text: string;
  /** The number of the message that it answers. */
  replyTo: number | null;
}

const none: Draft = { text: '', replyTo: null };
const key = (userId: number, sessionId: number) => `${prefix}${userId}:${sessionId}`;

export function readDraft(userId: number, sessionId: number): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(key(userId, sessionId)) ?? 'null') as Partial<Draft> | null;
    return { text: kept?.text ?? '', replyTo: typeof kept?.replyTo === 'number' ? kept.replyTo : null };
  } catch {
    return none;
  }
}

export function writeDraft(userId: number, sessionId: number, draft: Draft): void {
  try {
    if (draft.text === '') localStorage.removeItem(key(userId, sessionId));
    else localStorage.setItem(key(userId, sessionId), JSON.stringify(draft));
  } catch {
    // Without storage a draft lives as long as its page.
  }
}

export function clearDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
}
