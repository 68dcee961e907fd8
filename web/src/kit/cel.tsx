// CEL with quiet colours: strings in green, the rest in ink.
import type { ReactNode } from 'react';

export function Cel({ text }: { text: string }) {
  const parts = text.split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g);
  return <>{parts.map((part, at): ReactNode => (at % 2 === 1 ? <i key={at}>{part}</i> : part))}</>;
}
