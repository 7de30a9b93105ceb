import { describe, expect, test } from 'vitest';
import { Directory } from '../src/sync/directory';
import type { Message, Session } from '../src/sync/protocol';
import { bob, Server } from './world/server';

function session(id: number, version = 1): Session {
  return { ...new Server().create(id), version, name: `${id}v${version}` };
}

function message(id: number, seq: number, sender = bob): Message {
  const timestamp = '2026-01-01T12:00:00Z';
  return { id: seq, chat_session: id, seq, rev: seq, posted_rev: seq, client_id: null, sender, content: `m${seq}`, timestamp };
}

const names = (directory: Directory) => directory.view.map((v) => v.session.name);
const quiet = new Set<number>();

describe('the list of sessions', () => {
  test('is not set back by an answer that is older than what it knows', () => {
    const directory = new Directory();
    directory.put(session(1, 3));
    directory.putList([session(1, 2)], quiet);
    expect(names(directory)).toEqual(['1v3']);
  });

  test('does not bring back a removed session with an old answer, but does with a new one', () => {
    const directory = new Directory();
    directory.put(session(1, 3));
    directory.remove(1, 4);
    directory.putList([session(1, 3)], quiet);
    expect(names(directory)).toEqual([]);
    directory.put(session(1, 5));
    expect(names(directory)).toEqual(['1v5']);
    expect(directory.remove(1, 4)).toBe(false);
  });

  test('keeps all participants when a list brings only some of them', () => {
    const directory = new Directory();
    directory.put(session(1));
    directory.putList([{ ...session(1), participants: [] }], quiet);
    expect(directory.session(1)?.participants.length).toBe(2);
  });

  test('takes the time of the last activity without a new version', () => {
    const directory = new Directory();
    directory.put(session(1));
    const later = { ...session(1), participants: [], updated_at: '2026-01-02T00:00:00Z' };
    directory.putList([later], quiet);
    expect(directory.session(1)).toEqual({ ...session(1), updated_at: later.updated_at });
    directory.putList([session(1)], quiet);
    expect(directory.session(1)?.updated_at).toBe(later.updated_at);
  });

  test('takes the order of the server, but not over activity since it was asked for', () => {
    const directory = new Directory();
    directory.putList([session(1), session(2), session(3)], quiet);
    directory.saw(3, [message(3, 1)]);
    expect(names(directory)).toEqual(['3v1', '1v1', '2v1']);
    directory.putList([session(2), session(1), session(3)], new Set([3]));
    expect(names(directory)).toEqual(['3v1', '2v1', '1v1']);
    directory.putList([session(2), session(1), session(3)], quiet);
    expect(names(directory)).toEqual(['2v1', '1v1', '3v1']);
  });

  test('shows the newest message in its newest state', () => {
    const directory = new Directory();
    directory.put(session(1));
    directory.saw(1, [message(1, 2), message(1, 1)]);
    directory.saw(1, [{ ...message(1, 2), rev: 3, content: 'edited' }]);
    directory.saw(1, [message(1, 2)]);
    expect(directory.view[0]?.last?.content).toBe('edited');
  });

  test('forgets a last message that may no longer be the last one', () => {
    const directory = new Directory();
    directory.put(session(1));
    directory.saw(1, [message(1, 1), message(1, 2)]);
    directory.reached(1, 2, 2);
    expect(directory.view[0]?.last?.seq).toBe(2);
    directory.follows(1, 3);
    expect(directory.view[0]?.last).toBeNull();
    directory.saw(1, [message(1, 3)]);
    directory.reached(1, 4, 4);
    expect(directory.view[0]?.last).toBeNull();
    // Late, and not the last one.
    directory.saw(1, [message(1, 3)]);
    expect(directory.view[0]?.last).toBeNull();
  });
});
