import { kept, keep, store } from '~/kit/store';

export type Theme = 'system' | 'light' | 'dark';
const key = 'tutela.theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');

export const theme = store<Theme>(kept<Theme>(key) ?? 'system');
export const scheme = store<'light' | 'dark'>('light');

/** tokens.css follows `data-theme`; without it, the system. */
export function applyTheme(): void {
  const chosen = theme.get();
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
  scheme.set(chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen);
}

export function setTheme(next: Theme): void {
  theme.set(next);
  keep(key, next);
  applyTheme();
}

dark.addEventListener('change', applyTheme);
