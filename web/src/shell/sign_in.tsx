// Signing in with a one-time link: exchange its token for a cookie, then go where one wanted to go.
import { TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Problem, call } from '~/contract/http';
import { client, session } from '~/contract/queries';
import type { Session } from '~/contract/types';
import { Button } from '~/kit/button';
import { Mark } from '~/kit/marks';
import { t } from '~/texts/texts';
import { Logo } from './logo';

/** A pasted link or a bare token gives the token. */
function tokenOf(text: string): string {
  const found = /[?&#]token=([^&\s]+)/.exec(text);
  return found?.[1] ? decodeURIComponent(found[1]) : text.trim();
}

export function SignIn() {
  const { token, to } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const tried = useRef('');

  const enter = async (given: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const me = await call<Session>('POST', '/session', { body: { token: given } });
      client.clear();
      client.setQueryData(session().queryKey, me);
      // The token leaves the address and the history with it.
      const safe = to && to.startsWith('/') && !to.startsWith('//') ? to : '/';
      await navigate({ href: safe, replace: true });
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, '', String(error), undefined, undefined, [], undefined));
    } finally { setBusy(false); }
  };

  useEffect(() => {
    if (token && tried.current !== token) { tried.current = token; void enter(token); }
  });
  useEffect(() => { document.title = `${t('sign_in.title')} · ${t('app.name')}`; }, []);

  const expired = problem && problem.status !== 0 && problem.status < 500;
  return (
    <main className="door">
      <div className="door-in">
        <div className="row b6"><Logo size={22} />{t('app.name')}</div>
        <h1>{expired ? t('sign_in.expired') : t('sign_in.title')}</h1>
        {problem ? (
          <div className="row top" role="alert" style={{ marginTop: 8 }}>
            <Mark kind={expired ? 'minor' : 'major'} size={16} label={expired ? t('sign_in.expired') : t('state.broken')} />
            <p className="t2">{problem.status === 0 ? t('state.offline_what') : problem.detail || problem.title} {expired ? t('sign_in.expired_what') : ''}</p>
          </div>
        ) : <p className="t2" style={{ marginTop: 4 }}>{busy ? t('sign_in.busy') : t('sign_in.says')}</p>}
        <form onSubmit={(event) => { event.preventDefault(); if (text.trim()) void enter(tokenOf(text)); }}>
          <TextInput label={t('sign_in.link')} description={t('sign_in.hint')} value={text} onChange={(event) => setText(event.currentTarget.value)} autoComplete="off" spellCheck={false} classNames={{ input: 'mono' }} />
          <div className="row" style={{ marginTop: 16 }}><Button primary type="submit" busy={busy} onClick={() => undefined}>{t('sign_in.go')}</Button></div>
        </form>
        <p className="t3 s12" style={{ marginTop: 24 }}>{t('sign_in.how')} <span className="mono">tutela sign-in --data DIR</span></p>
      </div>
    </main>
  );
}
