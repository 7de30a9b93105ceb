/** Points of a curve, in a box of `width` by `height` whose origin is at the top left; values from 0 to `top`. */
export function points(values: readonly number[], top: number, width: number, height: number): { x: number; y: number }[] {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, i) => ({ x: i * step, y: height - (Math.min(value, top) / top) * height }));
}

/** The curve as an SVG path. */
export function line(curve: readonly { x: number; y: number }[]): string {
  return curve.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

/** What is between the curve and the ground. */
export function area(curve: readonly { x: number; y: number }[], height: number): string {
  const first = curve[0];
  const last = curve.at(-1);
  return first && last ? `${line(curve)}L${round(last.x)} ${height}L${round(first.x)} ${height}Z` : '';
}

/** The round number at or above the highest value that an axis ends with: 1, 2, 3 or 5 times a power of ten. */
export function axisTop(values: readonly number[]): number {
  const highest = Math.max(0, ...values);
  if (highest <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 3, 5, 10].map((times) => times * power).find((top) => top >= highest) ?? highest;
}

const round = (value: number) => Math.round(value * 10) / 10;
