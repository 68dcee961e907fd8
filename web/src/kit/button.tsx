import { Tooltip, UnstyledButton } from '@mantine/core';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  primary?: boolean;
  bare?: boolean;
  danger?: boolean;
  hotkey?: string;
  /** Why it cannot be done now: the button stays visible, locked, with the reason. */
  locked?: string | undefined;
  busy?: boolean;
  children?: ReactNode;
}

export function Button({ primary, bare, danger, hotkey, locked, busy, children, className, onClick, ...rest }: Props) {
  const classes = ['btn', primary ? 'pri' : '', bare ? 'bare' : '', danger ? 'danger' : '', className ?? ''].filter(Boolean).join(' ');
  const shut = locked !== undefined || busy;
  const button = (
    <UnstyledButton
      type="button" className={classes} aria-disabled={shut || undefined} aria-busy={busy || undefined}
      onClick={shut ? (event) => event.preventDefault() : onClick} {...rest}
    >
      {children}{hotkey ? <span className="kbd" aria-hidden>{hotkey}</span> : null}
    </UnstyledButton>
  );
  return locked ? <Tooltip label={locked} withArrow={false} openDelay={80} multiline>{button}</Tooltip> : button;
}

export function Segments<T extends string>({ value, options, onChange, label }: {
  value: T; options: { value: T; label: string }[]; onChange: (value: T) => void; label: string;
}) {
  return (
    <span className="seg" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>{option.label}</button>
      ))}
    </span>
  );
}
