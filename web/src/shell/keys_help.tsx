import { Modal, Switch } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { useState } from 'react';
import { lettersOn, setLetters } from '~/kit/keys';
import { t, type Key } from '~/texts/texts';

const sections: { title: Key; keys: [string, Key][] }[] = [
  { title: 'keys.anywhere', keys: [['Ctrl K', 'keys.palette'], ['g h', 'keys.today'], ['g c', 'keys.conformity'], ['g r', 'keys.risks'], ['g a', 'keys.assets'], ['g s', 'keys.soa'], ['g i', 'keys.import'], ['z', 'keys.undo'], ['?', 'keys.help']] },
  { title: 'keys.lists', keys: [['j k', 'keys.move'], ['Enter', 'keys.open'], ['x', 'keys.select'], ['e', 'keys.edit'], ['c', 'keys.create'], ['/', 'keys.filter'], ['Esc', 'keys.leave']] },
  { title: 'keys.pages', keys: [['n', 'keys.next_gap'], ['e', 'keys.edit_record'], ['1 – 9', 'keys.level']] },
];

export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(lettersOn());
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} size={560} closeButtonProps={{ 'aria-label': t('close') }}>
      <div className="keys">
        {sections.map((section) => (
          <section key={section.title}>
            <h2>{t(section.title)}</h2>
            <dl className="kv">{section.keys.map(([key, says]) => [<dt key={key}><span className="kbd">{key}</span></dt>, <dd key={`${key}.`}>{t(says)}</dd>])}</dl>
          </section>
        ))}
      </div>
      <Switch checked={on} label={t('keys.letters')} description={t('keys.letters_why')} onChange={(event) => { setLetters(event.currentTarget.checked); setOn(event.currentTarget.checked); }} />
    </Modal>
  );
}
