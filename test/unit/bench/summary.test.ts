import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { compareTurns, type Figure } from '../../../bench/support/figures.mjs';
import { drawPlot } from '../../../bench/support/plot.mjs';
import { quoteInReadme, shortened, writeSummary } from '../../../bench/support/summary.mjs';
import { readOfProject } from '../../nodes/documentation/blocks.ts';

const figure = (changes: Partial<Figure> = {}): Figure => ({
	work: '1,000 items become profiles',
	measure: 'time',
	unit: 's',
	rival: 'n8n: HTTP Request',
	ours: 1.5,
	theirs: 6,
	ratio: 0.25,
	turns: 3,
	load: 1.2,
	...changes,
});
const machine = { date: '2026-01-31', node: '24.0.0', n8n: '2.41.1', processors: '2 cores', memory: 8 * 2 ** 30 };
const tableRows = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| '));

describe('a figure', () => {
	it('is the median of the ratios, turn by turn, not the ratio of the medians', () => {
		expect(compareTurns([1, 10, 4], [2, 10, 1])).toEqual({ ours: 4, theirs: 2, ratio: 1, turns: 3 });
	});

	it('leaves out turns in which one of both has no value, and is none without others', () => {
		expect(compareTurns([1, 2], [Number.NaN, 4])).toEqual({ ours: 2, theirs: 4, ratio: 0.5, turns: 1 });
		expect(compareTurns([1], [0])).toBeUndefined();
		expect(compareTurns([1, 2], [])).toBeUndefined();
	});

	it('is written with as many digits as say something', () => {
		expect([0.01234, 0.5, 1, 9.876, 12.34, 1_234.5].map(shortened)).toEqual(['0.012', '0.5', '1', '9.88', '12.3', '1,235']);
	});
});

describe('the summary', () => {
	const summary = writeSummary([figure(), figure({ work: 'A call', load: 3.4 })], machine);

	it('is one table, with what the machine was', () => {
		expect(summary).toContain('2026-01-31, Node 24.0.0, n8n 2.41.1, 2 cores, 8 GB of memory. Load while it ran, its own included: 1.2 to 3.4.');
		expect(tableRows(summary)).toHaveLength(4);
		expect(summary).toContain('| 1,000 items become profiles | time | 1.5 s | n8n: HTTP Request | 6 s | 0.25 × | 3 |');
	});

	it('is what README.md quotes, line by line', () => {
		const readme = quoteInReadme(readOfProject('README.md'), summary);
		expect(readme).toContain('[docs/benchmarks.md](docs/benchmarks.md)');
		expect(readme).toContain('| 1,000 items become profiles | time | 1.5 s |');
		expect(readme).not.toContain('| A call |');
		expect(quoteInReadme(readme, summary)).toBe(readme);
		expect(() => quoteInReadme('# Without a place', summary)).toThrow('no place');
	});
});

describe('the plot', () => {
	const plot = drawPlot([figure({ rival: 'a < b & c' }), figure({ ratio: 0.002 }), figure({ work: 'A call '.repeat(10), ratio: 12, measure: 'memory' })]);
	const numberIn = (text: string, name: string): number => Number(new RegExp(` ${name}="([-.\\d]+)"`).exec(text)?.[1]);
	const width = numberIn(plot, 'width');

	it('has a bar for each figure, from one to its ratio, and cuts no text', () => {
		const bars = [...plot.matchAll(/<rect[^>]*>/g)].map(([bar]) => bar);
		expect(bars.map((bar) => /class="(\w+)"/.exec(bar)?.[1])).toEqual(['less', 'less', 'more']);
		const one = numberIn(/<line class="one"[^>]*>/.exec(plot)![0], 'x1');
		for (const bar of bars.slice(0, 2)) expect(numberIn(bar, 'x') + numberIn(bar, 'width')).toBeCloseTo(one, 0);
		expect(numberIn(bars[2]!, 'x')).toBeCloseTo(one, 0);
		for (const [text, content] of plot.matchAll(/<text[^>]*>([^<]*)</g)) {
			// The widest sans serif takes less than 7 of 12 for a character.
			const length = content!.replaceAll(/&\w+;/g, '.').length * 7;
			const anchor = /text-anchor="(\w+)"/.exec(text)?.[1] ?? 'start';
			const from = numberIn(text, 'x') - { start: 0, middle: length / 2, end: length }[anchor]!;
			expect(from, content).toBeGreaterThanOrEqual(0);
			expect(from + length, content).toBeLessThanOrEqual(width);
		}
	});

	it('can be read in light and in dark, and takes any text', () => {
		expect(plot).toContain('prefers-color-scheme: dark');
		expect(plot).toContain('a &lt; b &amp; c');
		expect(plot).not.toMatch(/NaN|undefined|Infinity/);
	});
});

describe('README.md', () => {
	const docs = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url));

	it.runIf(existsSync(docs))('quotes no figure that docs/benchmarks.md does not have', () => {
		const [, quoted] = /<!-- From docs\/benchmarks\.md[^>]*-->([^]*?)<!-- Until here -->/.exec(readOfProject('README.md'))!;
		const rows = tableRows(quoted!);
		expect(rows.length).toBeGreaterThan(2);
		expect(tableRows(readOfProject('docs/benchmarks.md'))).toEqual(expect.arrayContaining(rows));
	});
});
