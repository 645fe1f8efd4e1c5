// Sorting a breakdown: numbers and names both ways, unknown costs always last.
import assert from 'node:assert/strict';
import { clicked, FIRST_ORDER, type SortOrder, sortSlices } from '../../../../webview-ui/parts/sort';
import { priced, unpriced } from '../usage';

const slices = [
	priced('gpt-10', 2, { input_tokens: 1 }),
	unpriced('lab', 9),
	priced('gpt-9', 2, { input_tokens: 7 }),
	priced('Claude', 5, { requests: 3 }),
];
const names = (order: SortOrder) => sortSlices(slices, order, name => name).map(({ name }) => name);

describe('webview-ui/parts/sort', () => {
	it('starts with the dearest; equal ones as people order names', () => {
		assert.deepEqual(names(FIRST_ORDER), ['Claude', 'gpt-9', 'gpt-10', 'lab']);
	});

	it('has what nobody knows last, also with the cheapest first', () => {
		assert.deepEqual(names({ by: 'cost', descending: false }), ['gpt-9', 'gpt-10', 'Claude', 'lab']);
	});

	it('sorts by numbers and by names, both ways', () => {
		assert.deepEqual(names({ by: 'requests', descending: true }), ['lab', 'Claude', 'gpt-9', 'gpt-10']);
		assert.deepEqual(names({ by: 'input', descending: true }), ['gpt-9', 'gpt-10', 'Claude', 'lab']);
		assert.deepEqual(names({ by: 'name', descending: false }), ['Claude', 'gpt-9', 'gpt-10', 'lab']);
		assert.deepEqual(names({ by: 'name', descending: true }), ['lab', 'gpt-10', 'gpt-9', 'Claude']);
	});

	it('leaves the given list alone', () => {
		const before = slices.map(({ name }) => name);
		names({ by: 'name', descending: true });
		assert.deepEqual(
			slices.map(({ name }) => name),
			before,
		);
	});

	it('turns round at a second click; numbers begin with the largest, names with A', () => {
		assert.deepEqual(clicked(FIRST_ORDER, 'cost'), { by: 'cost', descending: false });
		assert.deepEqual(clicked(FIRST_ORDER, 'tokens'), { by: 'tokens', descending: true });
		assert.deepEqual(clicked(FIRST_ORDER, 'name'), { by: 'name', descending: false });
	});
});
