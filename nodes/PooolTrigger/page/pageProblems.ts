import { guideRows } from '../catalogue/guideRows';
import { rowKey, compileMappings } from '../mapping/compileMapping';
import { mappingProblems } from '../mapping/mappingProblems';
import type { MappingRow } from '../mapping/rows';
import { listed } from '../mapping/rows';
import type { ParameterSource } from '../parameters';
import { maximumAttributes, readGuards, readPageSettings } from './pageSettings';

const siteName = /^[A-Za-z0-9_.: -]{1,64}$/;

/** Why a node that listens to a page cannot work as it is set, as sentences. Looked at before activation. */
export function pageProblems(source: ParameterSource): string[] {
	const settings = readPageSettings(source);
	const rows = source.getNodeParameter('eventMapping.values', []) as MappingRow[];
	const maximum = maximumAttributes(settings);
	return [
		...originProblems(source),
		...siteEventProblems(source),
		...rowProblems(rows, settings.keys),
		...(maximum === Infinity ? [] : mappingProblems(settings.mappings, maximum)),
		...boundProblems(source),
	];
}

function originProblems(source: ParameterSource): string[] {
	const { any, rules, unreadable } = readGuards(source).origins;
	if (!any && rules.length === 0 && unreadable.length === 0) {
		return ['Allowed Origins is empty: name the sites the events come from, e.g. https://www.example.com.'];
	}
	return unreadable.map(
		(entry) => `"${entry}" is no origin: it takes scheme and host, e.g. https://www.example.com or https://*.example.com.`,
	);
}

function siteEventProblems(source: ParameterSource): string[] {
	return listed(source.getNodeParameter('siteEvents', ''))
		.filter((name) => !siteName.test(name))
		.map((name) => `The site event "${name}" must have 1 to 64 letters, digits, spaces or any of _ . : -.`);
}

function rowProblems(rows: readonly MappingRow[], keys: ReadonlySet<string>): string[] {
	const seen = new Set<string>();
	const lenders = new Set([...guideRows, ...rows].map(rowKey));
	return rows.flatMap((row) => {
		const key = rowKey(row);
		const lender = row.attributesOf ?? '';
		if (lender !== '' && !lenders.has(lender)) return [`Event Mapping takes the attributes of ${key} from ${lender}, which has no row.`];
		if (seen.has(key)) return [`Event Mapping has two rows for ${key}.`];
		seen.add(key);
		if (keys.has(key)) return [];
		const name = compileMappings([key], rows, '').get(key)?.name ?? '';
		return [`Event Mapping has a row for ${key} ("${name}"), which is not among the events to listen to.`];
	});
}

function boundProblems(source: ParameterSource): string[] {
	const { maximumBytes, callsPerMinute } = readGuards(source);
	const { maximumEvents, cacheSeconds } = readPageSettings(source);
	const isWrong = (value: number, minimum: number) => !Number.isFinite(value) || value < minimum;
	return [
		isWrong(maximumBytes, 1024) ? 'Maximum Body Size must be at least 1 KB.' : [],
		isWrong(maximumEvents, 1) ? 'Maximum Events per Request must be at least 1.' : [],
		isWrong(callsPerMinute, 0) ? 'Requests per Minute must be 0 or more.' : [],
		isWrong(cacheSeconds, 0) ? 'Script Cache must be 0 minutes or more.' : [],
	].flat();
}
