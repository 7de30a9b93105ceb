/** Half-written messages: each belongs to one user and one session, and stays on this device until it is sent. */

const prefix = 'draft:';

export interface Draft {
  text: string;
  /** The number of the message that it answers. */
  replyTo: number | null;
}

const none: Draft = { text: '', replyTo: null };
const key = (userId: number, sessionId: number) => `${prefix}${userId}:${sessionId}`;

function parse(written: string | null): Draft {
  const kept = JSON.parse(written ?? 'null') as Partial<Draft> | null;
  return { text: kept?.text ?? '', replyTo: typeof kept?.replyTo === 'number' ? kept.replyTo : null };
}

export function readDraft(userId: number, sessionId: number): Draft {
  try {
    return parse(localStorage.getItem(key(userId, sessionId)));
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

/** What is half-written answers another message from now on, or none. */
export function answerDraft(userId: number, sessionId: number, replyTo: number | null): void {
  writeDraft(userId, sessionId, { text: readDraft(userId, sessionId).text, replyTo });
}

/** The message that was made of a draft is safe: the draft goes, unless it has become another one since. */
export function dropDraft(userId: number, sessionId: number, text: string): void {
  if (readDraft(userId, sessionId).text.trim() === text.trim()) writeDraft(userId, sessionId, none);
}

/** Hears what another tab has made of a session's draft, so that one tab does not write over the other, nor offer what is sent. */
export function followDraft(userId: number, sessionId: number, hear: (draft: Draft) => void): () => void {
  const look = (event: StorageEvent) => {
    if (event.storageArea !== localStorage || event.key !== key(userId, sessionId)) return;
    try {
      hear(parse(event.newValue));
    } catch {
      // Not of this app's making.
    }
  };
  window.addEventListener('storage', look);
  return () => window.removeEventListener('storage', look);
}

export function clearDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
}
