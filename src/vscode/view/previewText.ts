// The next times of a schedule as people read them.
import type { Preview } from '../../contract';

type Time = Preview['next'][number];

/** `At 09:00 AM. Next: Mon 23 Nov 09:00, Tue 24 Nov 09:00.` with the first note there is. */
export function previewSentence({ words, next }: Preview): string {
	const times = next.map(timeText).join(', ');
	const note = next.find(time => time.note !== null)?.note ?? '';
	const sentences = [words, times === '' ? 'No next time' : `Next: ${times}`, note].map(text => text.trim().replace(/\.$/, ''));
	return sentences
		.filter(text => text !== '')
		.map(text => `${text}.`)
		.join(' ');
}

/** `Mon 23 Nov 2026, 09:00 +01:00` of a local time with its offset (`2026-11-23T09:00:00+01:00`); anything else as it is. */
export function timeText({ local }: Pick<Time, 'local'>): string {
	const found = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?/.exec(local);
	if (!found) return local;
	const [, year = '', month = '', day = '', clock = '', seconds = '', offset = ''] = found;
	const date = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
	const words = date.format(Date.UTC(Number(year), Number(month) - 1, Number(day))).replace(',', '');
	return `${words}, ${clock}${seconds === ':00' ? '' : seconds}${offset === '' ? '' : ` ${offset}`}`;
}
