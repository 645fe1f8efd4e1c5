// Model names as tools write them: the same model with a date, a region, a seller's folder or an effort behind it.

/**
 * The model's own name: lower case, without folders (`anthropic/`), Bedrock's region and vendor (`us.anthropic.`), dates,
 * revisions (`-v1:0`), context sizes (`[1m]`) and `-latest`. What tells models apart (`-mini`, `-5`) stays.
 */
export function bareName(model: string): string {
	let name = plainName(model);
	name = name.slice(name.lastIndexOf('/') + 1).replace(VENDOR, '');
	return name.replace(BEHIND, '');
}

/**
 * One spelling for every way a model is written: `claude-3-5-haiku-20241022`, `claude-haiku-3.5` and
 * `us.anthropic.claude-3-5-haiku-20241022-v1:0` all become `claude-haiku-3-5`.
 */
export function canonicalName(model: string): string {
	const name = bareName(model).replaceAll('.', '-').replace(/-0$/, '');
	const old = /^claude-(\d+(?:-\d+)?)-([a-z]+)$/.exec(name);
	return old ? `claude-${old[2]}-${old[1]}` : name;
}

/** Lower case, without spaces around and without a bracketed suffix such as `[1m]`. */
export const plainName = (model: string): string =>
	model
		.trim()
		.toLowerCase()
		.replace(/\[[^\]]*\]$/, '');

/** True where `asked` is the model `literal` names: equal, or with nothing around it that would make it another model. */
export function isNamed(literal: string, asked: string): boolean {
	const at = asked.indexOf(literal);
	if (at < 0) return false;
	const before = asked.slice(0, at);
	const behind = asked.slice(at + literal.length);
	return (before === '' || BEFORE.test(before)) && (behind === '' || (ONLY_BEHIND.test(behind) && !isThinkingModel(asked, behind)));
}

// Claude's thinking is a way of asking the same model; elsewhere `-thinking` is a model of its own.
const isThinkingModel = (asked: string, behind: string): boolean => behind.includes('thinking') && !asked.includes('claude');

const REGION = '(?:us|us-gov|eu|apac|au|jp|ca|sa|me|global|regional)';
const VENDOR = new RegExp(
	`^(?:${REGION}\\.)?(?:anthropic|openai|google|meta|mistral|deepseek|moonshot|moonshotai|minimax|zai|qwen|amazon)\\.`,
);
const BEFORE = new RegExp(`^(?:[\\w.@-]+/)*(?:${REGION}\\.)?(?:[a-z]+\\.)?$`);
const NOISE =
	'(?:[-@]20\\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\\d|3[01])|-v\\d+(?::\\d+)?|@default|-latest|-(?:preview|exp)(?:-\\d\\d-(?:\\d{4}|\\d\\d))?|[-:]thinking|-(?:minimal|low|medium|high|xhigh))';
const ONLY_BEHIND = new RegExp(`^${NOISE}+$`);
const BEHIND = /(?:[-@]20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])|-v\d+(?::\d+)?|@default|-latest)+$/;
