import encodeQR from 'qr';

/** The modules of a QR code, row by row, with a margin; drawn here, as what it says must not leave the page. */
export function qrModules(text: string): boolean[][] {
  return encodeQR(text, 'raw', { ecc: 'medium', border: 2 });
}
