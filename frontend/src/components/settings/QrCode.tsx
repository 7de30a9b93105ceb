import { type ReactNode, useMemo } from 'react';
import { outline } from '../../state/codes';
import { qrModules } from '../../state/qr';

export function QrCode({ text, label }: { text: string; label: string }): ReactNode {
  const modules = useMemo(() => qrModules(text), [text]);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${modules.length} ${modules.length}`} shapeRendering="crispEdges">
      <path d={outline(modules)} />
    </svg>
  );
}
