// Mocha's reporter for `npm test`: says only what failed or was left out, and leaves the counts in the file named by MOCHA_COUNTS.
// @ts-check
const fs = require('node:fs');
const { reporters } = require('mocha');

module.exports = class Reporter extends reporters.Base {
	/**
	 * @param {import('mocha').Runner} runner
	 * @param {import('mocha').MochaOptions} options
	 */
	constructor(runner, options) {
		super(runner, options);
		/** @type {string[]} */
		const skipped = [];
		runner.on('pending', test => skipped.push(test.fullTitle()));
		runner.once('end', () => {
			this.epilogue();
			const { passes = 0, failures = 0 } = runner.stats ?? {};
			if (process.env.MOCHA_COUNTS)
				fs.writeFileSync(process.env.MOCHA_COUNTS, JSON.stringify({ passed: passes, failed: failures, skipped }));
		});
	}
};
