import { appendFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { median } from './load.mjs';

/**
 * @typedef {object} Figure what a piece of work costs one of our nodes, beside what it costs a rival in the same run
 * @property {string} work
 * @property {string} measure what of it is compared; less is better, always
 * @property {string} unit
 * @property {string} rival
 * @property {number} ours median
 * @property {number} theirs median
 * @property {number} ratio median of the ratios, turn by turn, so that both halves of each saw the same machine
 * @property {number} turns how often both were measured
 * @property {number} load of the machine, the measurement included
 *
 * @typedef {[measure: string, unit: string, read: (turn: any) => number]} Measure
 */

/**
 * Hands figures over to the summary of `npm run bench`. Does nothing where a measurement is run by its name,
 * or one of both was not measured.
 *
 * @param {{ work: string, rival: string }} what
 * @param {object[]} ours what was measured, by turn
 * @param {object[]} theirs the same of the rival
 * @param {Measure[]} measures
 */
export function handOver(what, ours, theirs, measures) {
	const file = process.env.BENCH_FIGURES;
	if (file === undefined || ours.length === 0 || theirs.length === 0) return;
	for (const [measure, unit, read] of measures) {
		const figure = compareTurns(ours.map(read), theirs.map(read));
		// What takes no time, or has ended with an error, is no rival.
		if (figure === undefined) process.stdout.write(`no figure: ${what.work}, ${measure}, beside ${what.rival}\n`);
		else appendFileSync(file, `${JSON.stringify({ ...what, measure, unit, ...figure, load: loadavg()[0] })}\n`);
	}
}

/**
 * @param {number[]} ours by turn
 * @param {number[]} theirs
 * @returns {Pick<Figure, 'ours' | 'theirs' | 'ratio' | 'turns'> | undefined}
 */
export function compareTurns(ours, theirs) {
	const turns = ours.map((one, turn) => [one, theirs[turn]]).filter((pair) => pair.every((value) => Number.isFinite(value) && value > 0));
	if (turns.length === 0) return undefined;
	const middle = (read) => median(turns.map(read));
	return { ours: middle(([one]) => one), theirs: middle(([, other]) => other), ratio: middle(([one, other]) => one / other), turns: turns.length };
}
