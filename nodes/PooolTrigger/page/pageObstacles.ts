import type { ParameterSource } from '../../shared/parameters';
import { guideRows } from '../catalogue/guideRows';
import { rowKey, compileMappings } from '../mapping/compileMapping';
import { mappingObstacles } from '../mapping/mappingObstacles';
import { readMappingRows, type MappingRow } from '../mapping/rows';
import { parametersOf } from '../parameters';
import { maximumAttributes, readGuards, readPageSettings } from './pageSettings';

const siteName = /^[A-Za-z0-9_.: -]{1,64}$/;

/** Why a node that listens to a page cannot work as it is set, as sentences. Looked at before activation. */
export function pageObstacles(source: ParameterSource): string[] {
	const settings = readPageSettings(source);
	const rows = readMappingRows(parametersOf(source));
	const maximum = maximumAttributes(settings);
	return [
		...originObstacles(source),
		...siteEventObstacles(source),
		...rowObstacles(rows, settings.keys),
		...(maximum === Infinity ? [] : mappingObstacles(settings.mappings, maximum)),
	];
}

function originObstacles(source: ParameterSource): string[] {
	const { any, rules, unreadable } = readGuards(source).origins;
	if (!any && rules.length === 0 && unreadable.length === 0) {
		return ['Allowed Origins is empty: name the sites the events come from, e.g. https://www.example.com.'];
	}
	return unreadable.map(
		(entry) => `"${entry}" is no origin: it takes scheme and host, e.g. https://www.example.com or https://*.example.com.`,
	);
}

function siteEventObstacles(source: ParameterSource): string[] {
	return parametersOf(source)
		.list('siteEvents')
		.filter((name) => !siteName.test(name))
		.map((name) => `The site event "${name}" must have 1 to 64 letters, digits, spaces or any of _ . : -.`);
}

function rowObstacles(rows: readonly MappingRow[], keys: ReadonlySet<string>): string[] {
	const seen = new Set<string>();
	const lenders = new Set(['', ...[...guideRows, ...rows].map(rowKey)]);
	return rows.flatMap((row) => {
		const key = rowKey(row);
		const { attributesOf: lender = '' } = row;
		if (!lenders.has(lender)) return [`Event Mapping takes the attributes of ${key} from ${lender}, which has no row.`];
		if (seen.has(key)) return [`Event Mapping has two rows for ${key}.`];
		seen.add(key);
		if (keys.has(key)) return [];
		const name = compileMappings([key], rows, '').get(key)?.name ?? '';
		return [`Event Mapping has a row for ${key} ("${name}"), which is not among the events to listen to.`];
	});
}
