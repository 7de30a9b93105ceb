import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMention } from '../src/sync/mentions';
import type { MessagesEvent, Standing } from '../src/sync/protocol';
import { UnreadCount } from '../src/sync/unread';
import { ada, bob, Server } from './world/server';

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('bob', 'ada'), at: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('edit', 'delete', 'read'), at: fc.nat() }) },
  // Two halves: what is asked now is answered some steps later. `resume` looks at the numbers first and counts then.
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('resume', 'standing', 'answer', 'none'), at: fc.nat() }) },
  // Some of the events that are on their way arrive.
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('deliver', 'repeat', 'lose', 'republish', 'merge'), at: fc.nat() }) },
);

/**
 * Whatever is posted, changed and read, in whatever order events and answers come: the count is the server's, or it is
 * unsure, and after one more answer it is the server's.
 */
test('an unread count is never sure and wrong', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 60 }), (known, steps) => {
      const server = new Server();
      server.create(1);
      const room = server.room(1);
      const count = new UnreadCount(ada.id, (m) => isMention(m, ada, (seq) => (known ? (room.messages[seq - 1]?.sender.id ?? null) : null)));
      let way: MessagesEvent[] = [];
      let lost = false as boolean;
      server.onMessages.add((event) => way.push(event));
      server.onRead.add(({ markers }) => markers.forEach((m) => m.user_id === ada.id && count.read(m.seq)));
      let asked: 'resume' | 'standing' | null = null;
      let head: Standing = server.standing(ada, 1);
      count.settle(head, true);

      const answer = () => {
        if (asked === 'resume') count.settle({ ...server.standing(ada, 1), seq: head.seq, rev: head.rev }, false);
        if (asked === 'standing') count.settle(head, true);
        asked = null;
      };
      steps.forEach(({ kind, at }, n) => {
        const picked = 1 + (at % Math.max(1, room.messages.length));
        const alive = room.messages[picked - 1]?.deleted_at === undefined && room.messages.length > 0;
        const event = way[at % Math.max(1, way.length)];
        if (kind === 'bob') server.post(bob, 1, at % 3 === 0 ? `@ada b${n}` : `b${n}`, `b${n}`, at % 4 === 0 && room.messages.length > 0 ? picked : undefined);
        if (kind === 'ada') server.post(ada, 1, `a${n}`, `a${n}`);
        if (kind === 'edit' && alive) server.edit(1, picked, at % 3 === 0 ? `e${n}, @Ada!` : `e${n}`);
        if (kind === 'delete' && alive) server.delete(1, picked);
        if (kind === 'read' && room.messages.length > 0) server.markRead(ada, 1, picked);
        if ((kind === 'resume' || kind === 'standing') && asked === null) {
          asked = kind;
          head = server.standing(ada, 1);
          count.expect();
        }
        if (kind === 'answer') answer();
        if (kind === 'none' && asked) {
          asked = null;
          count.settle(null, false);
        }
        if (event && kind === 'repeat') count.receive(event);
        if (event && kind === 'lose') {
          way = way.filter((other) => other !== event);
          lost = true;
        }
        if (event && kind === 'republish') {
          // A relay that makes up for a crash reads the states anew: one that has changed again since is not in it.
          const messages = room.messages.filter((m) => m.rev > event.prev_rev && m.rev <= event.rev);
          way[way.indexOf(event)] = { ...event, messages };
        }
        if (event && kind === 'merge') {
          // So does an instance that catches up, for several revisions at once.
          const next = way.find((other) => other.prev_rev === event.rev);
          if (!next) return;
          const states = new Map([...event.messages, ...next.messages].map((m) => [m.seq, m]));
          const messages = [...states.values()].sort((a, b) => a.rev - b.rev);
          way = [...way.filter((other) => other !== event && other !== next), { ...next, prev_rev: event.prev_rev, messages }];
        }
        if (event && kind === 'deliver') {
          way = way.filter((other) => other !== event);
          count.receive(event);
        }
      });
      answer();
      for (const event of way) count.receive(event);
      const truth = () => {
        const { unread, mentions } = server.standing(ada, 1);
        return { unread, mentions };
      };
      const counted = () => ({ unread: count.unread, mentions: count.mentions });
      // An event that is lost at the very end is missed until the next one or the next `resume`.
      if (!count.unsure && !lost) expect(counted()).toEqual(truth());
      count.expect();
      count.settle(server.standing(ada, 1), true);
      expect(count.unsure).toBe(false);
      expect(counted()).toEqual(truth());
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 2000) },
  );
});
