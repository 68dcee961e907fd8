// What is typed survives a reload: kept in this browser until it is saved or thrown away.
import { useEffect, useRef, useState } from 'react';
import type { Values } from '~/contract/types';
import { keep, kept } from '~/kit/store';

export function useDraft(key: string, first: Values): { values: Values; set: (name: string, value: Values[string]) => void; clear: () => void; found: boolean; reset: () => void } {
  const storage = `tutela.draft.${key}`;
  const [start] = useState(() => kept<Values>(storage));
  const [values, setValues] = useState<Values>(() => ({ ...first, ...start }));
  const touched = useRef<Values>(start ?? {});
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    values,
    found: start !== undefined,
    set: (name, value) => {
      setValues((now) => ({ ...now, [name]: value }));
      touched.current = { ...touched.current, [name]: value };
      keep(storage, touched.current);
    },
    clear: () => { touched.current = {}; keep(storage, undefined); },
    reset: () => { touched.current = {}; keep(storage, undefined); setValues(first); },
  };
}
