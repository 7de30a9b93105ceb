import { describe, expect, test } from 'vitest';
import type { Message } from '../src/sync/protocol';
import { MessageWindow } from '../src/sync/window';
import { bob } from './world/server';

function message(seq: number, rev: number): Message {
  const timestamp = '2026-01-01T12:00:00Z';
  return { id: seq, chat_session: 1, seq, rev, posted_rev: seq, client_id: null, sender: bob, content: `${seq}@${rev}`, timestamp };
}

const contents = (window: MessageWindow) => window.messages.map((m) => m.content);

describe('a window', () => {
  test('never gives a newer state of a message up for an older one', () => {
    const window = new MessageWindow([message(1, 1)]);
    window.apply([message(1, 3)], 3);
    window.apply([message(1, 2)], 2);
    expect(contents(window)).toEqual(['1@3']);
    expect(window.rev).toBe(3);
  });

  test('hides what comes after a hole until the hole is filled', () => {
    const window = new MessageWindow([message(4, 4)]);
    window.apply([message(6, 6)], 6);
    expect(contents(window)).toEqual(['4@4']);
    window.apply([message(5, 7)], 7);
    expect(contents(window)).toEqual(['4@4', '5@7', '6@6']);
  });

  test('of an empty session takes in its first message', () => {
    const window = new MessageWindow([]);
    expect(window.hasOlder).toBe(false);
    window.apply([message(1, 1)], 1);
    expect(contents(window)).toEqual(['1@1']);
  });

  test('passes over changes before its first message', () => {
    const window = new MessageWindow([message(10, 10), message(11, 11)]);
    window.apply([message(3, 12)], 12);
    expect(contents(window)).toEqual(['10@10', '11@11']);
    expect(window.rev).toBe(12);
  });

  test('can be trimmed and read back', () => {
    const window = new MessageWindow([1, 2, 3, 4].map((n) => message(n, n)));
    window.trim(2);
    expect(contents(window)).toEqual(['3@3', '4@4']);
    window.beginOlder();
    window.endOlder([message(1, 1), message(2, 2)]);
    expect(contents(window)).toEqual(['1@1', '2@2', '3@3', '4@4']);
  });
});
