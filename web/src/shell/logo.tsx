export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden style={{ flex: 'none' }}>
      <path d="M2.5 17.5V9a7.5 7.5 0 0 1 15 0v8.5h-4.2V9a3.3 3.3 0 0 0-6.6 0v8.5z" fill="var(--accent)" />
      <path d="M8.2 1.4h3.6L12.6 6H7.4z" fill="var(--text)" />
    </svg>
  );
}
