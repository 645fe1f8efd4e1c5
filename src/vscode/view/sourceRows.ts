// The sources tree: each tool whose logs are read, where they are, and what could not be read or priced.
import { parseInstant } from '../../base/clock';
import type { FileNote, Source } from '../../contract';
import { count, counted, dateTime, timeOfDay, tokens } from './format';
import { plain } from './markdown';
import { folderName, shortPath } from './path';
import type { Row } from './row';

const DAY_MS = 86_400_000;
/** From so many on, the hub may have named only the first. */
const MANY = 20;

export interface SourceContext {
	/** ms. */
	now: number;
	/** IANA zone or ''. */
	zone: string;
	home: string;
}

export function sourceRow(context: SourceContext, source: Source): Row {
	const unread = source.notes.filter(({ note }) => note !== '').length;
	const troubles = [
		...(unread > 0 ? [`${unread < MANY ? counted(unread, 'unread file') : 'many unread files'}`] : []),
		...(source.bad_lines > 0 ? [counted(source.bad_lines, 'bad line')] : []),
		...(source.unpriced.length > 0 ? [counted(source.unpriced.length, 'unpriced model')] : []),
		...(source.ahead ? [`${counted(source.ahead.requests, 'call')} dated in the future`] : []),
	];
	const read = source.last_read === null ? undefined : parseInstant(source.last_read);
	const state = [
		counted(source.events, 'call'),
		...(read === undefined ? ['not read yet'] : [`read ${readAt(context, read)}`]),
		...troubles,
	];
	const description = source.found ? state.join(' · ') : 'not found';
	return {
		id: source.name,
		label: source.label,
		description,
		tooltip: sourceTooltip(context, source, read),
		icon: !source.found ? 'circle-slash' : troubles.length > 0 ? 'warning' : 'pass',
		...(!source.found ? { color: 'disabledForeground' as const } : troubles.length > 0 ? { color: 'list.warningForeground' as const } : {}),
		open: source.found && troubles.length > 0 ? 'expanded' : 'collapsed',
		context: source.found ? 'source found' : 'source missing',
		spoken: `${source.label}, ${description.replaceAll(' · ', ', ')}`,
	};
}

/** Folders, then files with something to say about them, then models without a price, then what is dated in the future. */
export function sourceParts(context: SourceContext, source: Source): Row[] {
	return [
		// Of the places a tool may use most people have one; it comes first.
		...source.roots.toSorted((a, b) => Number(b.found) - Number(a.found)).map(root => rootRow(context, source, root)),
		...source.notes.map(note => noteRow(context, source, note)),
		...source.unpriced.map(model => unpricedRow(source, model)),
		...(source.ahead ? [aheadRow(source, source.ahead)] : []),
	];
}

function rootRow({ home }: SourceContext, source: Source, root: Source['roots'][number]): Row {
	const label = shortPath(root.path, home);
	return {
		id: `${source.name}/root/${root.path}`,
		label,
		description: root.found ? '' : 'not there',
		tooltip: `${plain(root.path, 400)}\n\n${root.found ? 'This folder is read.' : 'Nothing is here yet; it is read as soon as it exists.'}`,
		icon: root.found ? 'folder' : 'circle-slash',
		...(root.found ? {} : { color: 'disabledForeground' as const }),
		open: 'leaf',
		context: root.found ? 'root found copy' : 'root missing copy',
		copies: root.path,
		spoken: `Folder ${label}, ${root.found ? 'found' : 'not there'}`,
	};
}

function noteRow({ home }: SourceContext, source: Source, note: FileNote): Row {
	const lines = note.bad_lines > 0 ? `${counted(note.bad_lines, 'bad line')}, first at line ${note.first_bad_line}` : '';
	const description = [lines, note.note].filter(part => part !== '').join(' · ');
	return {
		id: `${source.name}/note/${note.path}`,
		label: folderName(note.path),
		description,
		tooltip: `${plain(shortPath(note.path, home), 400)}\n\n${plain(description, 600)}\n\n${note.note === '' ? 'Everything else in the file is counted.' : 'What was read of it before still counts, and it is tried again by itself.'}`,
		icon: 'file',
		color: 'list.warningForeground',
		open: 'leaf',
		context: 'note copy',
		copies: note.path,
		spoken: `File ${folderName(note.path)}, ${description}`,
		action: { kind: 'openFile', path: note.path, line: Math.max(1, note.first_bad_line) },
	};
}

function unpricedRow(source: Source, { model, requests, tokens: amount }: Source['unpriced'][number]): Row {
	const label = model === '' ? '(no model)' : model;
	const description = `unpriced · ${counted(requests, 'call')} · ${tokens(amount)}`;
	return {
		id: `${source.name}/unpriced/${model}`,
		label,
		description,
		tooltip: `**${plain(label, 200)}** has no price, so the cost of its ${counted(requests, 'call')} is not known and not in any sum. Click to set a price in the settings.`,
		icon: 'question',
		color: 'list.warningForeground',
		open: 'leaf',
		context: 'unpriced copy',
		copies: model,
		spoken: `Model ${label}, no price, ${counted(requests, 'call')}, ${tokens(amount)}`,
		action: { kind: 'openPriceSettings', model },
	};
}

function aheadRow(source: Source, { requests, last_day }: NonNullable<Source['ahead']>): Row {
	const label = `${counted(requests, 'call')} dated in the future`;
	return {
		id: `${source.name}/ahead`,
		label,
		description: `up to ${last_day}`,
		tooltip: `The logs date ${counted(requests, 'call')} later than tomorrow, up to ${last_day}. Each counts on its day, and before it in no budget and no chart. Check the date of this computer, and of the one that wrote the logs.`,
		icon: 'calendar',
		color: 'list.warningForeground',
		open: 'leaf',
		context: 'ahead',
		spoken: `${label}, up to ${last_day}, in no budget until then`,
	};
}

/** A time of day, for a row is not repainted as it grows older. */
const readAt = ({ now, zone }: SourceContext, ms: number): string => (now - ms < DAY_MS / 2 ? timeOfDay(ms, zone) : dateTime(ms, zone));

function sourceTooltip({ zone }: SourceContext, source: Source, read: number | undefined): string {
	if (!source.found) return `**${plain(source.label)}** was not found in any of the folders below.`;
	const lines = [
		['Calls', count(source.events)],
		['Files', count(source.files)],
		['Bad lines', count(source.bad_lines)],
		['Models without a price', String(source.unpriced.length)],
		['Last read', read === undefined ? 'not yet' : dateTime(read, zone)],
	];
	return [`**${plain(source.label)}**`, ['| | |', '|:--|--:|', ...lines.map(([name, text]) => `| ${name} | ${text} |`)].join('\n')].join(
		'\n\n',
	);
}
