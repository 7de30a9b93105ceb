import { expect } from 'vitest';
import type { Client } from './client';
import { ada, type Server } from './server';

/** At no moment may a reader see a hole, a repeat, an older state than before, or an own message twice. */
export function watch({ engine }: Client, id: number): void {
  let revs = new Map<number, number>();
  engine.subscribe(() => {
    const room = engine.state.rooms.get(id);
    if (room?.status !== 'ready') return;
    const { messages } = room;
    const next = new Map<number, number>();
    messages.forEach((m, i) => {
      if (m.seq !== (messages[0]?.seq ?? 0) + i) throw new Error(`hole or repeat at ${m.seq}`);
      if (m.rev < (revs.get(m.seq) ?? 0)) throw new Error(`message ${m.seq} went back in time`);
      next.set(m.seq, m.rev);
    });
    revs = next;
    const arrived = new Set(messages.map((m) => m.client_id));
    const twice = engine.state.outgoing.find((m) => m.session_id === id && arrived.has(m.client_id));
    if (twice) throw new Error(`${twice.content} is shown twice`);
  });
}

/** The tab holds what the server holds: the end of the messages, what they quote, the markers, the unread count. */
export function expectSame({ engine }: Client, server: Server, id: number): void {
  const { state } = engine;
  const truth = server.room(id).messages;
  const room = state.rooms.get(id);
  if (room) {
    const held = room.messages;
    expect(room.status).toBe('ready');
    expect(held.length).toBeGreaterThanOrEqual(Math.min(1, truth.length));
    expect(held).toEqual(truth.slice(truth.length - held.length));
    const past = room.past?.messages ?? [];
    const from = (past[0]?.seq ?? 1) - 1;
    expect(past).toEqual(truth.slice(from, from + past.length));
    if (room.past) expect(past.at(-1)?.seq).toBeLessThan((held[0]?.seq ?? 0) - 1);
    const oldest = held[0]?.seq ?? 0;
    for (const { reply_to } of held) {
      if (reply_to !== undefined && reply_to < oldest) expect(room.quotes.get(reply_to)).toEqual(truth[reply_to - 1]);
    }
    expect(new Map(room.markers)).toEqual(server.room(id).read);
  }
  const view = state.sessions?.find((s) => s.session.id === id);
  const { unread, mentions } = server.standing(ada, id);
  expect({ unread: view?.unread, mentions: view?.mentions }).toEqual({ unread, mentions });
  if (view?.last) expect(view.last).toEqual(truth.at(-1));
}
