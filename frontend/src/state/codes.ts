/** "JBSW Y3DP EHPK 3PXP": a secret as people type it. */
export function groupsOfFour(secret: string): string {
  return secret.replace(/\s/g, '').match(/.{1,4}/g)?.join(' ') ?? '';
}

/** What is kept of recovery codes in a file: what they are for, and below it the codes. */
export function recoveryFile(codes: readonly string[], head: readonly string[]): string {
  return [...head, '', ...codes, ''].join('\n');
}

/** The dark modules of a QR code as one SVG path: a bar for each run in a row. */
export function outline(modules: readonly (readonly boolean[])[]): string {
  let path = '';
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      path += `M${start} ${y}h${x - start + 1}v1H${start}z`;
    }
  });
  return path;
}
