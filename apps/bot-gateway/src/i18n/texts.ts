import i18next, { type i18n } from 'i18next';
import { en } from './en.js';

/** Escapes a value for Telegram's HTML: these four characters are all that it asks for. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Forms of one sentence for different counts have one name: `back_one` and `back_other` are `back`. */
type Singular<K extends string> = K extends `${infer Name}_${'one' | 'few' | 'many' | 'other'}` ? Name : K;

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${Singular<K>}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** The name of a sentence, such as `start.welcome`. */
export type TextKey = Leaves<typeof en>;

/** The bot's words in one language. */
export interface Texts {
  readonly language: string;
  /** The sentence `key` with `values` filled in, escaped for Telegram's HTML. */
  say(key: TextKey, values?: Readonly<Record<string, string | number>>): string;
  /** A whole or decimal number, such as `12,345`. */
  number(value: number): string;
  /** A number with its sign, such as `+34` or `−5`. */
  signed(value: number): string;
  /** A share as a percentage with one digit, such as `18.7 %` for 0.187. */
  percent(share: number): string;
  /** A moment in UTC, such as `23 Nov 2026, 14:05`. */
  moment(instant: string): string;
  /** A day in UTC, such as `23 Nov`. */
  day(instant: string): string;
  /** An hour of the week in UTC from its number, 0 (Monday 0:00) to 167, such as `Tue 18:00` for 42. */
  hourOfWeek(slot: number): string;
}

const aMonday = Date.UTC(2024, 0, 1);

let shared: i18n | undefined;

function sentences(): i18n {
  if (shared === undefined) {
    shared = i18next.createInstance();
    void shared.init({
      resources: { en: { translation: en } },
      fallbackLng: 'en',
      supportedLngs: ['en'],
      nonExplicitSupportedLngs: true,
      interpolation: { escape: escapeHtml },
      initAsync: false,
    });
  }
  return shared;
}

/** The words for a person whose Telegram speaks `languageCode`; English where there is no translation. */
export function textsFor(languageCode: string | undefined): Texts {
  const language = sentences().services.languageUtils.getBestMatchFromCodes([languageCode ?? 'en']) as string;
  const translate = sentences().getFixedT(language);
  const format = (options: Intl.NumberFormatOptions) => {
    const formatter = new Intl.NumberFormat(language, options);
    return (value: number) => formatter.format(value);
  };
  const formatDate = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      timeZone: 'UTC',
      ...options,
    });
    return (instant: string) => formatter.format(new Date(instant));
  };
  const weekdayAndHour = formatDate({ weekday: 'short', hour: '2-digit', minute: '2-digit' });
  return {
    language,
    say: (key, values = {}) => translate(key, { ...values }) as string,
    number: format({ maximumFractionDigits: 1 }),
    signed: format({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
    percent: format({ style: 'percent', maximumFractionDigits: 1 }),
    moment: formatDate({ dateStyle: 'medium', timeStyle: 'short' }),
    day: formatDate({ day: 'numeric', month: 'short' }),
    hourOfWeek: (slot) => weekdayAndHour(new Date(aMonday + slot * 3_600_000).toISOString()),
  };
}
