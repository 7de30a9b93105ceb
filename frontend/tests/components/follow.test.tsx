// @vitest-environment happy-dom
import { act } from 'react';
import { expect, test } from 'vitest';
import { useFollow } from '../../src/components/room/useFollow';
import type { OutgoingMessage } from '../../src/sync/outbox';
import type { Message } from '../../src/sync/protocol';
import { ada } from '../world/server';
import { message, mountHook } from './mount';

const none: OutgoingMessage[] = [];
const messages = (to: number) => Array.from({ length: to }, (_, i) => message(i + 1));

/** A log of 500 pixels, as high as a test says. */
function log() {
  const element = document.body.appendChild(document.createElement('div'));
  const size = { height: 2000, top: 0 };
  Object.defineProperties(element, {
    clientHeight: { get: () => 500 },
    scrollHeight: { get: () => size.height },
    scrollTop: { get: () => size.top, set: (top: number) => (size.top = Math.max(0, Math.min(top, size.height - 500))) },
  });
  const ref = { current: element };
  const args = (newest: Message[], outgoing = none, live = true): Parameters<typeof useFollow> => [ref, live, newest, outgoing, ada.id, 0];
  const host = mountHook(useFollow, args(messages(3)));
  const scroll = (top: number) =>
    act(() => {
      element.dispatchEvent(new Event('wheel'));
      size.top = top;
      element.dispatchEvent(new Event('scroll'));
    });
  return { ...host, size, scroll, become: (newest: Message[], outgoing = none, live = true) => host.again(...args(newest, outgoing, live)) };
}

test('who is at the end stays there when something comes', () => {
  const { size, become, now } = log();
  expect(size.top).toBe(1500);
  size.height = 2100;
  become(messages(4));
  expect(size.top).toBe(1600);
  expect(now()).toMatchObject({ atEnd: true, behind: 0 });
});

test('who has scrolled back stays where they are, and is told how much has come', () => {
  const { size, become, scroll, now } = log();
  scroll(1500);
  scroll(700);
  expect(now().atEnd).toBe(false);
  size.height = 2200;
  become([...messages(5), message(6, { sender: ada })]);
  expect(size.top).toBe(700);
  expect(now()).toMatchObject({ atEnd: false, behind: 2, leftAt: 3 });
});

test('who writes is taken to the end, and so is who asks for it', () => {
  const { size, become, scroll, now } = log();
  scroll(1500);
  scroll(700);
  become(messages(3), [{ client_id: 'c' } as OutgoingMessage]);
  expect(size.top).toBe(1500);
  scroll(1500);
  scroll(600);
  expect(now().atEnd).toBe(false);
  act(() => now().jump());
  expect(size.top).toBe(1500);
  expect(now().atEnd).toBe(true);
});

test('who was led to what is in view at the end is at the end', () => {
  const { size, become, now } = log();
  act(() => now().leave());
  expect(now().atEnd).toBe(false);
  act(() => now().arrive());
  expect(now().atEnd).toBe(true);
  act(() => now().leave());
  size.top = 700;
  act(() => now().arrive());
  expect(now().atEnd).toBe(false);
  size.top = 1500;
  become(messages(3), none, false);
  act(() => now().arrive());
  expect(now().atEnd).toBe(false);
});

test('who looks at the past is at no end', () => {
  const { become, now } = log();
  become(messages(3), none, false);
  expect(now().atEnd).toBe(false);
});
