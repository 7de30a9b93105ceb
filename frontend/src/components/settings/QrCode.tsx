import encodeQR from 'qr';
import { type ReactNode, useMemo } from 'react';
import { outline } from '../../state/codes';

/** Drawn here: what it says must not leave this page. */
export function QrCode({ text, label }: { text: string; label: string }): ReactNode {
  const modules = useMemo(() => encodeQR(text, 'raw', { ecc: 'medium', border: 0 }), [text]);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${modules.length} ${modules.length}`} shapeRendering="crispEdges">
      <path d={outline(modules)} />
    </svg>
  );
}
