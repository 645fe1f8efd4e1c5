// How a series is told apart: a theme colour, and in high contrast a hatching of its own as well.

export type Hatch = 'solid' | 'rising' | 'falling' | 'dots' | 'level' | 'upright' | 'grid' | 'none';

export interface SeriesLook {
	/** A CSS colour made of theme colours only. */
	color: string;
	hatch: Hatch;
}

const chart = (name: string): string => `var(--vscode-charts-${name})`;

const mix = (one: string, share: number, other: string): string => `color-mix(in srgb, ${one} ${share}%, ${other})`;

/**
 * Neighbours differ in hue as well as in lightness; red, which means trouble elsewhere, comes last. The themes' own orange is two
 * thirds transparent, and absent in high contrast, so it is mixed.
 */
const LOOKS: readonly SeriesLook[] = [
	{ color: chart('blue'), hatch: 'solid' },
	{ color: mix(chart('red'), 45, chart('yellow')), hatch: 'rising' },
	{ color: chart('green'), hatch: 'dots' },
	{ color: chart('purple'), hatch: 'falling' },
	{ color: chart('yellow'), hatch: 'level' },
	{ color: mix(chart('blue'), 45, chart('green')), hatch: 'upright' },
	{ color: chart('red'), hatch: 'grid' },
];

const OTHER: SeriesLook = { color: mix('var(--vscode-foreground)', 45, 'var(--vscode-editor-background)'), hatch: 'none' };

/** The look of a slot; every slot beyond the palette looks like "other". */
export const seriesLook = (slot: number): SeriesLook => LOOKS[slot] ?? OTHER;

/** The slots that have a look of their own, and the one for the rest. */
export const LOOK_COUNT = LOOKS.length + 1;

/** Lines across a tile of 6 by 6 px, as an SVG path; empty for the two that have none. */
export const hatchPath = (hatch: Hatch): string => PATHS[hatch];

const PATHS: Record<Hatch, string> = {
	solid: '',
	none: '',
	rising: 'M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5',
	falling: 'M-1,5 L1,7 M0,0 L6,6 M5,-1 L7,1',
	dots: 'M1,1.5 h2 M4,4.5 h2',
	level: 'M0,1.5 H6 M0,4.5 H6',
	upright: 'M1.5,0 V6 M4.5,0 V6',
	grid: 'M0,3 H6 M3,0 V6',
};
