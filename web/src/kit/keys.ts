// One listener for keys; pages register what they answer. Single letters can be switched off (WCAG 2.1.4).
import { useEffect, useRef } from 'react';

export interface KeyMap { [key: string]: (event: KeyboardEvent) => void }

const layers: { current: KeyMap }[] = [];
const storage = 'tutela.keys';

export const lettersOn = (): boolean => localStorage.getItem(storage) !== 'off';
export const setLetters = (on: boolean): void => localStorage.setItem(storage, on ? 'on' : 'off');

function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

let lead = '';
let leadTimer: ReturnType<typeof setTimeout> | undefined;

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const control = event.ctrlKey || event.metaKey;
  let key = control ? `mod+${event.key.toLowerCase()}` : event.key;
  if (!control) {
    if (inField(event.target)) return;
    if (document.querySelector('[role="dialog"]') && key !== 'Escape') return;
    const plain = key.length === 1;
    if (plain && !lettersOn()) return;
    if (lead) { key = `${lead} ${key}`; lead = ''; }
    else if (key === 'g') {
      lead = 'g';
      clearTimeout(leadTimer);
      leadTimer = setTimeout(() => { lead = ''; }, 1200);
      return;
    }
    // Enter and Space belong to the button or link that has the focus.
    if ((key === 'Enter' || key === ' ') && event.target instanceof Element && event.target.closest('a,button,input,select,textarea,[role="treeitem"],[role="option"]')) return;
  }
  for (let at = layers.length - 1; at >= 0; at -= 1) {
    const found = layers[at]?.current[key];
    if (found) {
      event.preventDefault();
      found(event);
      return;
    }
  }
}

let listening = false;

export function useKeys(map: KeyMap): void {
  const layer = useRef(map);
  useEffect(() => { layer.current = map; });
  useEffect(() => {
    if (!listening) { document.addEventListener('keydown', onKey); listening = true; }
    layers.push(layer);
    return () => { layers.splice(layers.indexOf(layer), 1); };
  }, []);
}
