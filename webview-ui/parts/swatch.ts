// A series' colour as SVG paint; in high contrast with its hatching over it, for colour alone must not tell things apart.
import { css, html, nothing, svg } from 'lit';
import { hatchPath, LOOK_COUNT, seriesLook } from './pattern';
import { place } from './place';

export const swatchStyles = css`
	.swatch {
		width: 10px;
		height: 10px;
		flex: none;
		border-radius: 2px;
		overflow: visible;
	}
	.edge {
		stroke: var(--vscode-foreground);
		stroke-width: 1px;
	}
	.hatch {
		fill: none;
		stroke: var(--vscode-editor-background);
		stroke-width: 1.4;
	}
`;

/** `<defs>` that `paintOf` points to; ids only count within one shadow tree, so each element that paints has its own. */
export const hatchings = () => svg`
	<defs>
		${Array.from({ length: LOOK_COUNT }, (_, slot) => {
			const { color, hatch } = seriesLook(slot);
			return svg`
				<pattern id=${`hatch-${slot}`} width="6" height="6" patternUnits="userSpaceOnUse">
					<rect width="6" height="6" ${place({ fill: color })}></rect>
					<path class="hatch" d=${hatchPath(hatch)}></path>
				</pattern>`;
		})}
		<pattern id="hatch-unpriced" width="5" height="5" patternUnits="userSpaceOnUse">
			<path d="M-1,1 L1,-1 M0,5 L5,0 M4,6 L6,4" fill="none" ${place({ stroke: 'var(--vscode-foreground)' })} stroke-width="1"></path>
		</pattern>
	</defs>
`;

/** What to give to `place` for the fill of a series. */
export const paintOf = (slot: number, contrast: boolean): string => (contrast ? `url(#hatch-${slot})` : seriesLook(slot).color);

/** The little square in front of a name. Without a slot: room for one, so that names line up. */
export function swatch(slot: number | undefined, contrast: boolean) {
	return html`
		<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
			${
				slot === undefined
					? nothing
					: svg`${contrast ? hatchings() : nothing}
						<rect class=${contrast ? 'edge' : ''} width="10" height="10" rx="2" ${place({ fill: paintOf(slot, contrast) })}></rect>`
			}
		</svg>
	`;
}
