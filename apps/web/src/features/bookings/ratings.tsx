import { Button, Textarea } from '@mantine/core';
import type { ExchangeView, RatingBody, RatingView } from '@parley/domains/exchange/schema';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { bookingsApi } from '../../api/bookings.ts';
import { errorText } from '../../ui/error-text.ts';
import { formText } from '../../ui/form-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useMember } from '../session/session-context.ts';
import css from './bookings.module.css';

interface RatingsProps {
  readonly exchange: ExchangeView;
  readonly onRated: () => void;
}

const thumbs = [
  { value: 'up', text: 'Good', Icon: ThumbsUp },
  { value: 'down', text: 'Not so good', Icon: ThumbsDown },
] as const;

/** How the two liked their meeting; one's own can be given and changed for some time. */
export function Ratings({ exchange, onRated }: RatingsProps): ReactNode {
  const { id: me } = useMember();
  const title = useId();
  const mine = exchange.ratings.find(({ memberId }) => memberId === me);
  const theirs = exchange.ratings.find(({ memberId }) => memberId !== me);
  const other = exchange.booking.participants.find(({ id }) => id !== me);
  const isOpen = Date.parse(exchange.ratingUntil) > Date.now();
  return (
    <section className={css.section} aria-labelledby={title}>
      <h2 id={title} className={css.sectionTitle}>
        How it was
      </h2>
      {isOpen ? (
        <RatingForm id={exchange.id} rating={mine} onRated={onRated} />
      ) : (
        <Rating who="You" rating={mine} />
      )}
      <Rating who={other?.name ?? ''} rating={theirs} />
    </section>
  );
}

interface RatingProps {
  readonly who: string;
  readonly rating: RatingView | undefined;
}

function Rating({ who, rating }: RatingProps): ReactNode {
  if (rating === undefined) return <p className={css.none}>{who}: not rated.</p>;
  const [up, down] = thumbs;
  const { Icon, text } = rating.thumb === 'up' ? up : down;
  return (
    <div className={css.rating}>
      <Icon aria-hidden size={20} />
      <div className={css.words}>
        <span className={css.name}>
          {who}: {text}
        </span>
        {rating.text !== '' && <p className={css.about}>{rating.text}</p>}
      </div>
    </div>
  );
}

interface RatingFormProps {
  readonly id: number;
  readonly rating: RatingView | undefined;
  readonly onRated: () => void;
}

function RatingForm({ id, rating, onRated }: RatingFormProps): ReactNode {
  const [saved, setSaved] = useState(false);
  const save = useAction(async (body: RatingBody) => {
    setSaved(false);
    await bookingsApi.rate(id, body);
    setSaved(true);
    onRated();
  });
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const thumb = formText(form, 'thumb') === 'down' ? 'down' : 'up';
    void save.run({ thumb, text: formText(form, 'text') });
  }
  return (
    <form className={css.form} onSubmit={send}>
      {save.error !== undefined && <Trouble>{errorText(save.error)}</Trouble>}
      <fieldset className={css.days}>
        <legend>You</legend>
        {thumbs.map(({ value, text, Icon }) => (
          <label key={value} className={css.dayChoice}>
            <input
              type="radio"
              name="thumb"
              value={value}
              required
              defaultChecked={rating?.thumb === value}
            />
            <span className={css.thumbs}>
              <Icon aria-hidden size={20} /> {text}
            </span>
          </label>
        ))}
      </fieldset>
      <Textarea
        name="text"
        label="In words (optional)"
        description="The other one sees it."
        defaultValue={rating?.text}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
      />
      <div className={css.buttons}>
        <Button type="submit" variant="default" loading={save.busy}>
          {rating === undefined ? 'Save' : 'Change'}
        </Button>
        <span role="status" className={css.done}>
          {saved && 'Saved.'}
        </span>
      </div>
    </form>
  );
}
