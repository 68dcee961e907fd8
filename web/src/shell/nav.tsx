import { Link, useMatchRoute, useParams } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { check } from '~/contract/queries';
import { Mark } from '~/kit/marks';
import { clean, typeByPath, useCatalog } from '~/record/catalog';
import { t } from '~/texts/texts';
import { entryOf, navigation, type Entry } from './navigation';
import { useAsOf } from './as_of';

export function useNavigation() {
  const all = useCatalog();
  return navigation(all, (key) => t(key));
}

/** Which entry is open: the page of the address, or the one that holds the type of the address. */
export function useOpenEntry(): { group?: string; entry?: Entry } {
  const all = useCatalog();
  const groups = useNavigation();
  const match = useMatchRoute();
  const { types } = useParams({ strict: false });
  for (const group of groups) for (const entry of group.entries) if (entry.page && match({ to: entry.page })) return { group: t(group.key), entry };
  const type = types ? typeByPath(all, types) : undefined;
  const found = type ? entryOf(groups, type.name) : undefined;
  return found ? { group: t(found.group.key), entry: found.entry } : {};
}

export function Nav({ onGo }: { onGo?: () => void }) {
  const groups = useNavigation();
  const open = useOpenEntry().entry;
  const verdicts = useQuery(check(undefined, useAsOf()));
  const majors = verdicts.data?.counts.major ?? 0;
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      {groups.map((group) => (
        <div className="nav-group" key={group.key} role="group" aria-labelledby={`nav-${group.key}`}>
          <div className="nav-name" id={`nav-${group.key}`}>{t(group.key)}</div>
          <ul>
            {group.entries.map((entry) => {
              const here = open?.key === entry.key;
              const props = { activeOptions: { exact: true }, className: here ? 'on' : '', ...(here ? { 'aria-current': 'page' as const } : {}), ...(onGo ? { onClick: onGo } : {}) };
              const first = entry.types[0];
              const inside = (
                <>
                  <span>{entry.title}</span>
                  {entry.page === '/conformity' && majors > 0 ? <b><Mark kind="major" size={11} label={t('verdict.major')} />{majors}</b> : null}
                </>
              );
              if (entry.page) return <li key={entry.key}><Link to={entry.page} {...props}>{inside}</Link></li>;
              return first ? <li key={entry.key}><Link to="/$types" params={{ types: clean(first.path) }} {...props}>{inside}</Link></li> : null;
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
