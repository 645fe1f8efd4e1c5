// Series must be told apart without colour, and colours must come from the theme.
import assert from 'node:assert/strict';
import { hatchPath, LOOK_COUNT, seriesLook } from '../../../../webview-ui/parts/pattern';
import { MOST_SERIES, OTHER_SLOT } from '../../../../webview-ui/parts/series';

const slots = Array.from({ length: LOOK_COUNT }, (_, slot) => slot);

describe('webview-ui/parts/pattern', () => {
	it('has a look for every slot the series use', () => {
		assert.equal(LOOK_COUNT, MOST_SERIES + 1);
		assert.deepEqual(seriesLook(OTHER_SLOT), seriesLook(999));
	});

	it('differs in hatching as well as in colour', () => {
		assert.equal(new Set(slots.map(slot => seriesLook(slot).hatch)).size, LOOK_COUNT);
		assert.equal(new Set(slots.map(slot => seriesLook(slot).color)).size, LOOK_COUNT);
		const drawn = slots.map(slot => hatchPath(seriesLook(slot).hatch)).filter(path => path !== '');
		assert.equal(new Set(drawn).size, LOOK_COUNT - 2);
	});

	it('is made of theme colours only', () => {
		for (const slot of slots) {
			const { color } = seriesLook(slot);
			assert.match(color, /var\(--vscode-/);
			assert.doesNotMatch(color.replaceAll(/var\(--vscode-[\w-]+\)/g, ''), /#|rgba?\(|hsl|var/);
		}
	});

	it('leaves out the themes’ own orange, which is see-through', () => {
		assert.ok(slots.every(slot => !seriesLook(slot).color.includes('charts-orange')));
	});
});
