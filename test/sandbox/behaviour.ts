import { isObject } from './rules/values.ts';
import type { Attributes, SandboxState } from './state.ts';

/** What may be set while the sandbox runs, with the check of each value. */
const settings: Record<string, Record<string, (value: unknown) => boolean>> = {
	indexing: {
		afterViews: isCount,
		afterMilliseconds: isCount,
		late: isBoolean,
		delays: (value) => Array.isArray(value) && value.every(isCount),
	},
	exporting: {
		stepMilliseconds: (value) => isCount(value) && value !== 0,
		stepByView: isBoolean,
		failures: isCount,
		linesPerPart: (value) => isCount(value) && value !== 0,
		sampleLines: isCount,
		format: (value) => value === 'lines' || value === 'array',
	},
	privacyHandling: { afterViews: isCount, afterMilliseconds: isCount },
};

/**
 * Sets latency, indexing, exports and privacy requests, for whoever stands outside of the process.
 *
 * @param wanted `{ latency?, indexing?, exporting?, privacyHandling? }` with some of their fields
 * @throws Error naming the setting that does not exist or has a wrong value; nothing is set then
 */
export function setBehaviour(state: SandboxState, wanted: unknown): void {
	if (!isObject(wanted)) throw new Error('the behaviour is an object');
	for (const [area, fields] of Object.entries(wanted)) {
		if (area === 'latency') {
			if (!isCount(fields)) throw new Error('latency has a wrong value');
			continue;
		}
		const known = Object.hasOwn(settings, area) ? settings[area] : undefined;
		if (known === undefined) throw new Error(`there is no '${area}'`);
		if (!isObject(fields)) throw new Error(`${area} must be an object`);
		checkArea(area, known, fields);
	}
	const { latency, ...areas } = wanted;
	if (latency !== undefined) state.latency = latency as number;
	for (const [area, fields] of Object.entries(areas)) {
		Object.assign(state[area as 'indexing' | 'exporting' | 'privacyHandling'], fields);
	}
}

/** What is set now. */
export function describeBehaviour({
	latency,
	indexing: { afterViews, afterMilliseconds, late, delays },
	exporting,
	privacyHandling,
}: SandboxState): object {
	const indexing = { afterViews, afterMilliseconds, late, delays };
	return { latency, indexing, exporting, privacyHandling };
}

function checkArea(
	area: string,
	known: Record<string, (value: unknown) => boolean>,
	fields: Attributes,
): void {
	for (const [name, value] of Object.entries(fields)) {
		if (!Object.hasOwn(known, name)) throw new Error(`there is no '${area}.${name}'`);
		if (!known[name](value)) throw new Error(`${area}.${name} has a wrong value`);
	}
}

/** Views, milliseconds…: an integer from 0. */
function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isBoolean(value: unknown): boolean {
	return typeof value === 'boolean';
}
