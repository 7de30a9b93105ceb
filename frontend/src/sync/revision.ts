/** So many revisions are of one history; the server begins another when its database was brought back from a backup. */
const history = 2 ** 32;

/** Whether a session came from one revision to the other by changes alone; `held` is 0 where nothing is held. */
export function leadsTo(held: number, current: number): boolean {
  return held === 0 || (held <= current && Math.floor(held / history) === Math.floor(current / history));
}
