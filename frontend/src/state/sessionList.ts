import type { SessionView } from '../sync/directory';

export const filters = ['all', 'unread', 'mentions', 'direct'] as const;
export type Filter = (typeof filters)[number];

/**
 * The sessions that a filter lets through, pinned ones first, else in their order. The one that is looked at stays: it must not go from
 * under the mouse of its reader because it has just been read.
 */
export function arrange(sessions: readonly SessionView[], filter: Filter, activeId: number | null): { pinned: SessionView[]; others: SessionView[] } {
  const shown = sessions.filter((view) => view.session.id === activeId || passes(view, filter));
  return {
    pinned: shown.filter(({ session }) => session.preferences.pinned),
    others: shown.filter(({ session }) => !session.preferences.pinned),
  };
}

function passes({ session, unread, mentions }: SessionView, filter: Filter): boolean {
  if (filter === 'unread') return unread > 0;
  if (filter === 'mentions') return mentions > 0;
  return filter === 'all' || session.kind === 'direct';
}

/** What asks for attention: of muted sessions only what is meant for the user. */
export function attention(sessions: readonly SessionView[]): { unread: number; mentions: number } {
  let [unread, mentions] = [0, 0];
  for (const view of sessions) {
    const { muted } = view.session.preferences;
    unread += muted ? view.mentions : view.unread;
    mentions += view.session.kind === 'direct' && !muted ? view.unread : view.mentions;
  }
  return { unread, mentions };
}
