// Line icons of 16 px, stroke 1.5; used on verbs and objects only where a word is missing.
const paths = {
  right: 'M6 3.5L10.5 8 6 12.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  updown: 'M5 6l3-3 3 3M5 10l3 3 3-3',
  check: 'M3 8.5l3.3 3.3L13 4.5',
  plus: 'M8 3v10M3 8h10',
  x: 'M4 4l8 8m0-8l-8 8',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  arrow: 'M3 8h10M9 4l4 4-4 4',
  undo: 'M6 3L3 6l3 3M3 6h6a4 4 0 0 1 0 8H6',
  file: 'M9.5 1.8H4.2a1 1 0 0 0-1 1v10.4a1 1 0 0 0 1 1h7.6a1 1 0 0 0 1-1V5.1zM9.5 1.8v3.3h3.3',
  download: 'M8 2.5v8M4.7 7.4L8 10.7l3.3-3.3M3 13.5h10',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  lines: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  clock: 'M8 2.3a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3M8 4.8V8l2.2 1.5',
  search: 'M7 2.7a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6M10.3 10.3l3.2 3.2',
  lock: 'M4.6 7h6.8a1.4 1.4 0 0 1 1.4 1.4v4a1.4 1.4 0 0 1-1.4 1.4H4.6a1.4 1.4 0 0 1-1.4-1.4v-4A1.4 1.4 0 0 1 4.6 7M5.3 7V5a2.7 2.7 0 0 1 5.4 0v2',
  columns: 'M3.6 2.8h8.8a1.4 1.4 0 0 1 1.4 1.4v7.6a1.4 1.4 0 0 1-1.4 1.4H3.6a1.4 1.4 0 0 1-1.4-1.4V4.2a1.4 1.4 0 0 1 1.4-1.4M6.2 2.8v10.4M10 2.8v10.4',
  back: 'M13 8H3M7 4L3 8l4 4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="ic" style={{ width: size, height: size }} viewBox="0 0 16 16" aria-hidden>
      <path d={paths[name]} strokeWidth={name === 'dots' ? 2 : undefined} />
    </svg>
  );
}
