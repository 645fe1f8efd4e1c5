// Makes a folder of logs as a year of work leaves them, the same for the same seed and size, with the true totals beside it.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { writeClaude } from './corpus/claude.mjs';
import { writeCodex } from './corpus/codex.mjs';
import { writeOpenClaw } from './corpus/openclaw.mjs';
import { randomOf, textOf } from './corpus/random.mjs';
import { newTruth } from './corpus/truth.mjs';

/** Raised whenever the generator writes something else for the same seed, so that a cached folder is not taken for it. */
const EDITION = 3;
const DAY = 86_400_000;
// Real logs are mostly what tools have read and printed: some 13 KB for each call of Claude Code and Codex, 7 KB for OpenClaw.
const SHARES = { claude: 0.66, codex: 0.26, openclaw: 0.08 };
const FILES = { claude: 1_750, codex: 600, openclaw: 350 };

/**
 * Gives `{home, truth}`: a home folder with `.claude`, `.codex` and `.openclaw` of about `megabytes` in `files` files, and
 * the totals per tool and model. Kept in the temp folder and used again.
 */
export function corpusOf({ megabytes, seed, files = 2_700 }) {
	const home = path.join(os.tmpdir(), `mission-control-bench-${EDITION}-${seed}-${megabytes}mb-${files}`);
	const truthFile = path.join(home, 'truth.json');
	if (fs.existsSync(truthFile)) return { home, truth: JSON.parse(fs.readFileSync(truthFile, 'utf8')) };
	fs.rmSync(home, { recursive: true, force: true });
	const random = randomOf(seed);
	const text = textOf(random);
	const truth = newTruth();
	const days = { start: Date.UTC(2026, 7, 1), length: 110 * DAY };
	const bytes = megabytes * 1_000_000;
	const share = tool => ({
		random,
		text,
		truth,
		days,
		bytes: bytes * SHARES[tool],
		files: Math.max(1, Math.round((files * FILES[tool]) / 2_700)),
		folder: path.join(home, `.${tool}`),
	});
	writeClaude(share('claude'));
	writeCodex(share('codex'));
	writeOpenClaw(share('openclaw'));
	fs.writeFileSync(truthFile, JSON.stringify(truth.totals, null, '\t'));
	return { home, truth: truth.totals };
}
