import { Link } from '@tanstack/react-router';
import { Empty } from '~/kit/states';
import { t } from '~/texts/texts';

export function NotHere() {
  return <Empty title={t('missing.title')} says={t('missing.page')}><Link className="btn" to="/">{t('missing.home')}</Link></Empty>;
}
