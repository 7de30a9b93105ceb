/** What is half-written, new messages and changes of old ones: each belongs to one user and one session, and stays on this device until it is sent. */

const prefix = 'draft:';
const editPrefix = 'edit:';

export interface Draft {
  text: string;
  /** The number of the message that it answers. */
  replyTo: number | null;
}

const none: Draft = { text: '', replyTo: null };
const editKey = (userId: number, messageId: number) => `${editPrefix}${userId}:${messageId}`;
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

/** A message whose text was changed and not saved; null when there is no such change. */
export function readEdit(userId: number, messageId: number): string | null {
  try {
    return localStorage.getItem(editKey(userId, messageId));
  } catch {
    return null;
  }
}

/** Keeps a change that is not saved, so that no reload loses it; null: it is saved, or given up. */
export function writeEdit(userId: number, messageId: number, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(editKey(userId, messageId));
    else localStorage.setItem(editKey(userId, messageId), text);
  } catch {
    // As above.
  }
}

export function clearDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix) || name.startsWith(editPrefix)) localStorage.removeItem(name);
}
