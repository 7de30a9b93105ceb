import { expect, test } from 'vitest';
import { actKey, plainAct } from '../src/state/audit';
import { area, axisTop, line, points } from '../src/state/chart';

test.each([
  [[], 5],
  [[0, 0], 5],
  [[5], 5],
  [[6], 10],
  [[10, 3], 10],
  [[11], 20],
  [[21, 49], 50],
  [[51], 100],
  [[1234], 2000],
])('the axis for %j ends at %d', (values, top) => {
  expect(axisTop(values)).toBe(top);
});

test('a curve goes from edge to edge, and up is more', () => {
  const curve = points([0, 5, 10], 10, 100, 50);
  expect(curve).toEqual([
    { x: 0, y: 50 },
    { x: 50, y: 25 },
    { x: 100, y: 0 },
  ]);
  expect(line(curve)).toBe('M0 50L50 25L100 0');
  expect(area(curve, 50)).toBe('M0 50L50 25L100 0L100 50L0 50Z');
});

test('a curve without points or with one breaks nothing', () => {
  expect(line(points([], 5, 100, 50))).toBe('');
  expect(area(points([], 5, 100, 50), 50)).toBe('');
  expect(line(points([5], 5, 100, 50))).toBe('M0 0');
});

test('an act is told in a sentence, also one that is not known', () => {
  expect(actKey('user.sign_out')).toBe('admin.actUserSignOut');
  expect(actKey('file.scan_again')).toBe('admin.actUnknown');
  expect(plainAct('file.scan_again')).toBe('file scan again');
});
