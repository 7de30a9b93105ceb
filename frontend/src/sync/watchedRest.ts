import type { RestTransport } from './ports';
import { Problem } from './problem';

/** The same requests, and a word when one is refused because nobody is signed in. */
export function watched(rest: RestTransport, rejected: () => void): RestTransport {
  const watch = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (Problem.of(error).code === 'not_signed_in') rejected();
      throw error;
    }
  };
  return {
    me: () => watch(rest.me()),
    sessions: () => watch(rest.sessions()),
    session: (id) => watch(rest.session(id)),
    messages: (id, query) => watch(rest.messages(id, query)),
    standing: (id) => watch(rest.standing(id)),
    markers: (id) => watch(rest.markers(id)),
    markRead: (id, seq) => watch(rest.markRead(id, seq)),
    edit: (id, content) => watch(rest.edit(id, content)),
    deleteMessage: (id) => watch(rest.deleteMessage(id)),
    react: (id, emoji, on) => watch(rest.react(id, emoji, on)),
    prefer: (id, pinned, muted) => watch(rest.prefer(id, pinned, muted)),
  };
}
