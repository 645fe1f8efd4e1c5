// The calendar: a lane a job on one time axis from a week ago to a week ahead, with what each day cost.
import { html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Job } from '../../src/contract';
import { tell } from '../parts/events';
import { place } from '../parts/place';
import { Size } from '../parts/size';
import { base } from '../parts/styles';
import { calendarStyles } from './calendarStyles';
import { dayName, type Lane, lanesOf, nearestMark } from './lanes';
import { costWordsIn, MARK_KINDS, MARK_WORDS, type MarkKind, markWords } from './marks';
import type { Week } from './readWeek';
import { DAYS_AROUND } from './week';
import { jobName } from './words';

const HEAD = 38;
const LANE = 36;
/** px of a mark. */
const SIZE = 9;
/** Room at both ends, so that no mark is cut. */
const EDGE = 6;

@customElement('mc-calendar')
export class Calendar extends LitElement {
	static override styles = [base, calendarStyles];

	@property({ attribute: false }) week: Week | undefined;
	/** In the order of the lanes. */
	@property({ attribute: false }) jobs: readonly Job[] = [];
	/** ms. */
	@property({ type: Number }) now = 0;
	@state() private at: { job: number; mark: number } | undefined;
	@state() private said = '';
	readonly #size = new Size(this);

	override render() {
		const { week } = this;
		if (week === undefined) return nothing;
		const lanes = this.#lanes(week);
		return html`
			<div
				class="frame"
				role="group"
				aria-roledescription="calendar"
				aria-label="Runs of the past and the next seven days. Up and down arrow keys choose a job, left and right its runs, Enter shows its history."
				tabindex="0"
				@keydown=${(event: KeyboardEvent) => this.#key(event, lanes)}
				@focus=${() => this.#enter(lanes)}
				@blur=${() => this.#leave()}
				@pointermove=${(event: PointerEvent) => this.#hover(event, lanes)}
				@pointerleave=${() => this.#leave()}
				@click=${() => this.#pick()}
			>
				${this.#size.width === 0 ? nothing : this.#drawing(week, lanes)}
			</div>
			${this.#tip(week, lanes)} ${lanes.length === 0 && this.#size.width > 0 ? html`<p class="quiet">Nothing ran and nothing is planned in these days.</p>` : nothing}
			<ul class="legend" aria-hidden="true">
				${[...MARK_KINDS].reverse().map(kind => html`<li><svg width="14" height="14">${shape(kind, 7, 7, 7)}</svg> ${MARK_WORDS[kind]}</li>`)}
			</ul>
			<div class="spoken" aria-live="polite">${this.said}</div>
		`;
	}

	#lanes(week: Week): Lane[] {
		return lanesOf(this.jobs, week, {
			x: this.#scale(week),
			left: EDGE,
			right: Math.max(EDGE, this.#size.width - EDGE),
			size: SIZE,
			now: this.now,
		});
	}

	#scale({ days }: Week): (ms: number) => number {
		const [from, to] = [days[0]?.from ?? 0, days.at(-1)?.to ?? 1];
		const room = Math.max(0, this.#size.width - 2 * EDGE);
		// By hand: d3's scaleLinear brings colours, formats and interpolations with it, 28 KB.
		return ms => EDGE + (room * (ms - from)) / (to - from);
	}

	#drawing(week: Week, lanes: readonly Lane[]) {
		const width = this.#size.width;
		const x = this.#scale(week);
		const height = HEAD + lanes.length * LANE + 4;
		const today = week.days.find(({ from, to }) => from <= this.now && this.now < to);
		return svg`
			<svg width=${width} height=${height} aria-hidden="true">
				${today === undefined ? nothing : svg`<rect class="today" x=${x(today.from)} y="0" width=${x(today.to) - x(today.from)} height=${height}></rect>`}
				${week.days.map(({ day, from, to }, index) => {
					const room = x(to) - x(from);
					const middle = x(from) + room / 2;
					return svg`
						<line class="grid" x1=${Math.round(x(from)) + 0.5} x2=${Math.round(x(from)) + 0.5} y1="0" y2=${height}></line>
						<text class=${day === today?.day ? 'strong' : ''} x=${middle} y="13" text-anchor="middle">${room < 16 && (index + DAYS_AROUND) % 2 === 1 ? '' : dayName(day, room)}</text>
						${room < 40 ? nothing : svg`<text x=${middle} y="28" text-anchor="middle">${costWordsIn(week.runs, from, to)}</text>`}`;
				})}
				${lanes.map((lane, index) => this.#lane(lane, HEAD + index * LANE, width))}
				<line class="now" x1=${x(this.now)} x2=${x(this.now)} y1=${HEAD - 4} y2=${height}></line>
			</svg>`;
	}

	#lane({ job, marks }: Lane, top: number, width: number) {
		const middle = top + 25;
		const room = Math.max(8, Math.floor((width - 2 * EDGE) / 6.4));
		const name = jobName(job);
		const chosen = this.at?.job === job.id ? this.at.mark : undefined;
		return svg`
			<line class="ground" x1=${EDGE} x2=${width - EDGE} y1=${middle} y2=${middle}></line>
			<text class="name" x=${EDGE} y=${top + 12}>${name.length > room ? `${name.slice(0, room - 1)}…` : name}</text>
			${[...marks]
				.sort((a, b) => MARK_KINDS.indexOf(a.kind) - MARK_KINDS.indexOf(b.kind))
				.map(({ kind, left, right }) => shape(kind, left, right, middle))}
			${chosen === undefined ? nothing : this.#ring(marks[chosen], middle)}`;
	}

	#ring(mark: Lane['marks'][number] | undefined, middle: number) {
		if (mark === undefined) return nothing;
		return svg`<rect class="ring" x=${mark.left - SIZE} y=${middle - SIZE} width=${mark.right - mark.left + 2 * SIZE} height=${2 * SIZE} rx="4"></rect>`;
	}

	#tip(week: Week, lanes: readonly Lane[]) {
		const { at } = this;
		const index = lanes.findIndex(({ job }) => job.id === at?.job);
		const lane = lanes[index];
		const mark = at === undefined ? undefined : lane?.marks[at.mark];
		if (lane === undefined || mark === undefined) return nothing;
		const width = this.#size.width;
		const middle = (mark.left + mark.right) / 2;
		const top = `${HEAD + index * LANE + LANE + 2}px`;
		const side =
			middle < width / 2
				? { left: `${Math.round(Math.min(mark.left, width * 0.5))}px`, right: 'auto' }
				: { left: 'auto', right: `${Math.round(Math.min(width - mark.right, width * 0.5))}px` };
		return html`<div class="tip" aria-hidden="true" ${place({ ...side, top })}>
			<div class="title cut">${jobName(lane.job)}</div>
			${markWords(mark, { now: this.now, zone: week.zone })}
		</div>`;
	}

	#say(job: number, mark: number, lanes: readonly Lane[], spoken = true): void {
		const lane = lanes.find(one => one.job.id === job);
		const found = lane?.marks[mark];
		if (lane === undefined) return;
		this.at = { job, mark };
		const words = found === undefined ? 'nothing in these days' : markWords(found, { now: this.now, zone: this.week?.zone ?? '' });
		if (spoken) this.said = `${jobName(lane.job)}, ${words}`;
	}

	#enter(lanes: readonly Lane[]): void {
		const lane = lanes[0];
		if (lane === undefined || this.at !== undefined) return;
		this.#say(lane.job.id, nearestTime(lane, this.now), lanes);
	}

	#leave(): void {
		this.at = undefined;
		this.said = '';
	}

	#pick(): void {
		if (this.at !== undefined) tell(this, 'mc-pick', this.at.job);
	}

	#hover(event: PointerEvent, lanes: readonly Lane[]): void {
		const frame = event.currentTarget;
		if (!(frame instanceof HTMLElement)) return;
		const box = frame.getBoundingClientRect();
		const lane = lanes[Math.floor((event.clientY - box.top - HEAD) / LANE)];
		const mark = lane === undefined ? undefined : nearestMark(lane.marks, event.clientX - box.left, 14);
		if (lane === undefined || mark === undefined) this.at = undefined;
		else this.#say(lane.job.id, mark, lanes, false);
	}

	#key(event: KeyboardEvent, lanes: readonly Lane[]): void {
		const here = Math.max(
			0,
			lanes.findIndex(({ job }) => job.id === this.at?.job),
		);
		const lane = lanes[here];
		if (lane === undefined) return;
		const mark = this.at?.mark ?? 0;
		const last = lane.marks.length - 1;
		const along = { ArrowLeft: Math.max(0, mark - 1), ArrowRight: Math.min(last, mark + 1), Home: 0, End: last }[event.key];
		const across = { ArrowUp: Math.max(0, here - 1), ArrowDown: Math.min(lanes.length - 1, here + 1) }[event.key];
		if (event.key === 'Escape') this.#leave();
		else if (event.key === 'Enter') this.#pick();
		else if (along !== undefined) this.#say(lane.job.id, along, lanes);
		else if (across !== undefined) {
			const next = lanes[across];
			if (next !== undefined) this.#say(next.job.id, nearestTime(next, lane.marks[mark]?.from ?? this.now), lanes);
		} else return;
		event.preventDefault();
	}
}

/** The mark next to a time. */
function nearestTime({ marks }: Lane, time: number): number {
	let best = 0;
	for (const [index, { from }] of marks.entries()) if (Math.abs(from - time) < Math.abs((marks[best]?.from ?? 0) - time)) best = index;
	return best;
}

/** Each kind its own shape, so that colour alone tells nothing; a span is drawn as wide as it lasts. */
function shape(kind: MarkKind, left: number, right: number, middle: number) {
	const half = SIZE / 2;
	if (right - left > 1) {
		const tall = kind === 'failed' || kind === 'missed' ? SIZE : 6;
		return svg`<rect class=${kind} x=${left - half} y=${middle - tall / 2} width=${right - left + SIZE} height=${tall} rx=${kind === 'missed' || kind === 'failed' ? 1 : 3}></rect>
			${kind === 'failed' || kind === 'missed' ? sign(kind, (left + right) / 2, middle) : nothing}`;
	}
	const x = left;
	switch (kind) {
		case 'ok':
		case 'live':
		case 'planned':
			return svg`<circle class=${kind} cx=${x} cy=${middle} r=${kind === 'planned' ? half - 0.75 : half}></circle>`;
		case 'failed':
			return svg`<path class="failed" d=${`M${x},${middle - 6.5} L${x + 6.5},${middle} L${x},${middle + 6.5} L${x - 6.5},${middle} Z`}></path>${sign(kind, x, middle)}`;
		case 'missed':
			return svg`<path class="missed" d=${`M${x},${middle - 6} L${x + 6.5},${middle + 5.5} L${x - 6.5},${middle + 5.5} Z`}></path>${sign(kind, x, middle)}`;
		case 'skipped':
			return svg`<rect class="skipped" x=${x - 4} y=${middle - 2} width="8" height="4" rx="1"></rect>`;
	}
}

const sign = (kind: 'failed' | 'missed', x: number, middle: number) =>
	kind === 'failed'
		? svg`<path class="sign" d=${`M${x - 2},${middle - 2} l4,4 M${x + 2},${middle - 2} l-4,4`}></path>`
		: svg`<path class="sign" d=${`M${x},${middle - 2} v3.4 M${x},${middle + 2.6} v1.4`}></path>`;
