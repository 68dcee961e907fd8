// The little Markdown people write into long fields: paragraphs, lists, headings, bold, code. Links are not followed.
import type { ReactNode } from 'react';

function inline(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/g).map((part, at) => {
    if (part.startsWith('**') && part.endsWith('**') && part.length > 4) return <b key={at} className="b6">{part.slice(2, -2)}</b>;
    if (part.startsWith('`') && part.endsWith('`') && part.length > 2) return <code key={at} className="mono">{part.slice(1, -1)}</code>;
    return part;
  });
}

export function Markdown({ text }: { text: string }) {
  const blocks = text.trim().split(/\n{2,}/);
  return (
    <div className="md">
      {blocks.map((block, at) => {
        const lines = block.split('\n');
        if (lines.every((line) => /^\s*[-*] /.test(line))) return <ul key={at}>{lines.map((line, n) => <li key={n}>{inline(line.replace(/^\s*[-*] /, ''))}</li>)}</ul>;
        const heading = /^#{1,6} (.*)$/.exec(lines[0] ?? '');
        if (heading && lines.length === 1) return <p key={at} className="b6">{inline(heading[1] ?? '')}</p>;
        return <p key={at}>{lines.flatMap((line, n) => (n ? [<br key={`b${n}`} />, ...inline(line)] : inline(line)))}</p>;
      })}
    </div>
  );
}
