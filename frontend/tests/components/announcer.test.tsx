// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { Announcer } from '../../src/components/room/Announcer';
import type { Deletion } from '../../src/sync/deletions';
import type { OutgoingMessage } from '../../src/sync/outbox';
import { Problem } from '../../src/sync/problem';
import type { Message } from '../../src/sync/protocol';
import { ada } from '../world/server';
import { message, mount, room } from './mount';

function listening(first: Message[], out: OutgoingMessage[] = []) {
  const { around } = room({ state: {} });
  const show = (messages: Message[], outgoing: OutgoingMessage[] = [], deletions = new Map<number, Deletion>()) =>
    around(<Announcer messages={messages} outgoing={outgoing} deletions={deletions} />);
  const host = mount(show(first, out));
  return {
    say: (...next: Parameters<typeof show>) => host.show(show(...next)),
    heard: () => [...host.place.querySelectorAll('[role="log"] p')].map((p) => p.textContent),
    alerts: () => host.place.querySelector('[role="alert"]')?.textContent,
  };
}

const failed: OutgoingMessage = {
  client_id: 'c',
  session_id: 1,
  content: 'hello',
  reply_to: null,
  attachments: [],
  created_at: 0,
  state: 'failed',
  kept: true,
  reason: 'No.',
  code: 'session_inactive',
  answer: null,
};

test('what was there already, what one has written, and what is loaded above is not read out', () => {
  const { say, heard } = listening([message(10), message(11)]);
  expect(heard()).toEqual([]);
  say([message(8), message(9), message(10), message(11), message(12, { sender: ada })]);
  expect(heard()).toEqual([]);
  say([message(11), message(12, { sender: ada }), message(13)]);
  expect(heard()).toEqual([expect.stringContaining('m13')]);
});

test('a flood is not read out as a whole', () => {
  const { say, heard } = listening([message(1)]);
  say(Array.from({ length: 50 }, (_, i) => message(i + 1)));
  expect(heard().length).toBe(5);
});

test('a message of nothing but files is called by their names', () => {
  const { say, heard } = listening([message(1)]);
  const file = { id: 'f', name: 'plan.pdf', kind: 'document' as const, type: 'application/pdf', size: 1, url: '/f' };
  say([message(1), message(2, { content: '', attachments: [file] })]);
  expect(heard()).toEqual([expect.stringContaining('plan.pdf')]);
});

test('what went wrong is said once, when it happens, and again when it happens again', () => {
  const { say, alerts } = listening([message(1)]);
  say([message(1)], [{ ...failed, state: 'sending' }]);
  expect(alerts()).toBe('');
  say([message(1)], [failed]);
  expect(alerts()).toContain('closed');
  say([message(1)], [{ ...failed, state: 'sending' }]);
  expect(alerts()).toBe('');
  say([message(1)], [failed], new Map([[7, new Problem('forbidden', 'No.', false)]]));
  expect(alerts()).toContain('closed');
  expect(alerts()).toContain('not allowed');
});

test('what had failed before is no news to who comes back to it', () => {
  const { alerts } = listening([message(1)], [failed]);
  expect(alerts()).toBe('');
});
