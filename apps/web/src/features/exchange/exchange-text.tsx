import { useWSText } from '@parley/react/exchange';
import type { ReactNode } from 'react';
import { Trouble } from '../../ui/notice.tsx';
import css from './exchange-text.module.css';

/** What was written, and the place to write: the provider's own pieces, in our clothes. */
export function ExchangeText(): ReactNode {
  const { chatLog, submitMessageForm, error } = useWSText();
  return (
    <div className={css.text}>
      {error?.retry === true && <Trouble>{error.message}</Trouble>}
      {chatLog}
      {submitMessageForm}
    </div>
  );
}
