// The figures of all measurements as one table.

/**
 * @param {import('./figures.mjs').Figure[]} figures
 * @param {Machine} machine
 * @returns {string} Markdown
 *
 * @typedef {{ date: string, node: string, n8n: string, processors: string, memory: number }} Machine `memory` in bytes
 */
export function writeSummary(figures, { date, node, n8n, processors, memory }) {
	const loads = figures.map(({ load }) => load);
	const load = [Math.min(...loads), Math.max(...loads)].map((one) => one.toFixed(1)).join(' to ');
	return [
		'# Beside others, measured',
		'Made by `npm run bench`; how each is measured is said in [bench/README.md](../bench/README.md). Both sides of a line were measured in the same run, in turns: given are the medians, and the median of the ratios turn by turn. **Less than 1 means that ours costs less.**',
		`${date}, Node ${node}, n8n ${n8n}, ${processors}, ${(memory / 2 ** 30).toFixed(0)} GB of memory. Load while it ran, its own included: ${load}.`,
		'![The ratios of the table as bars](pictures/benchmarks.svg)',
		[
			'| Work | What it costs | Ours | Beside | Theirs | Ours ÷ theirs | Turns |',
			'| --- | --- | --- | --- | --- | --- | --- |',
			...figures.map(rowOf),
		].join('\n'),
	].join('\n\n').concat('\n');
}

function rowOf({ work, measure, unit, rival, ours, theirs, ratio, turns }) {
	const [own, other] = [ours, theirs].map((value) => `${shortened(value)} ${unit}`.trim());
	return `| ${[work, measure, own, rival, other, `${shortened(ratio)} ×`, turns].join(' | ')} |`;
}

const quotation = /(<!-- From docs\/benchmarks\.md, put here by npm run bench -->\n)[^]*?(<!-- Until here -->)/;
/** What a reader asks first: how many calls, how long, and what an event costs. */
const quoted = /^\| (?:[\d,]+ items become profiles \| (?:calls|time)|[\d,]+ items become events \| time|An event: .* Gather → Track \| processor time) /;
const introduction =
	'What our nodes cost beside n8n\'s own, measured in the same run: less than 1 × is less. All figures, the machine and a plot: [docs/benchmarks.md](docs/benchmarks.md).';

/**
 * @param {string} readme
 * @param {string} summary
 * @returns {string} the readme with the lines of the summary's table that it quotes
 */
export function quoteInReadme(readme, summary) {
	if (!quotation.test(readme)) throw new Error('README.md has no place for the figures of docs/benchmarks.md');
	const [head, rule, ...lines] = summary.split('\n').filter((line) => line.startsWith('| '));
	const rows = [head, rule, ...lines.filter((line) => quoted.test(line))].join('\n');
	return readme.replace(quotation, (_whole, before, after) => `${before}\n${introduction}\n\n${rows}\n\n${after}`);
}

/** As many digits as say something. */
export function shortened(number) {
	if (number >= 100) return Math.round(number).toLocaleString('en');
	return String(Number(number.toPrecision(number >= 1 ? 3 : 2)));
}
