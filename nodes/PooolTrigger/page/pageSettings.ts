import { webSdkLimits } from '../../shared/batch/contract/webSdkContract';
import { readOrigins, type Origins } from '../../shared/webhook/origins';
import { defaultEvents, pageEvents } from '../catalogue/events';
import { guideRows } from '../catalogue/guideRows';
import { eventKey } from '../catalogue/pageEvent';
import type { ConsentRule } from '../bridge/config';
import { compileMappings } from '../mapping/compileMapping';
import type { EventMapping } from '../mapping/mapping';
import { listed, type MappingRow } from '../mapping/rows';
import { attributeCount, readOutput, type OutputSettings } from '../output';
import type { ParameterSource } from '../parameters';

/** What becomes of a user id that the site's server did not sign. */
export type UserVerification = 'off' | 'anonymous' | 'refuse';

/** What a call has to be before its body is looked at. */
export interface GuardSettings {
	readonly origins: Origins;
	readonly maximumBytes: number;
	/** Of one client; 0 for any number. */
	readonly callsPerMinute: number;
	readonly verification: UserVerification;
}

export interface PageSettings {
	readonly destination: 'n8n' | 'batch' | 'both';
	readonly consent: ConsentRule;
	/** Keys of the events that are wanted. */
	readonly keys: ReadonlySet<string>;
	readonly mappings: ReadonlyMap<string, EventMapping>;
	readonly formFields: readonly string[];
	readonly maximumEvents: number;
	readonly readerIdIsUser: boolean;
	readonly pageQuery: boolean;
	readonly cacheSeconds: number;
	readonly skipRepeated: boolean;
	readonly output: OutputSettings;
}

interface Options {
	bridgeCache?: number;
	callsPerMinute?: number;
	maximumBody?: number;
	maximumEvents?: number;
	pageQuery?: boolean;
	readerIdIsUser?: boolean;
	skipRepeated?: boolean;
}

export function readGuards(source: ParameterSource): GuardSettings {
	const options = source.getNodeParameter('options', {}) as Options;
	return {
		origins: readOrigins(listed(source.getNodeParameter('allowedOrigins', ''))),
		maximumBytes: (options.maximumBody ?? 64) * 1024,
		callsPerMinute: options.callsPerMinute ?? 120,
		verification: source.getNodeParameter('userVerification', 'off') as UserVerification,
	};
}

/** The node's parameters in the words of the steps. */
export function readPageSettings(source: ParameterSource): PageSettings {
	const options = source.getNodeParameter('options', {}) as Options;
	const chosen = source.getNodeParameter('events', [...defaultEvents]) as string[];
	const sites = listed(source.getNodeParameter('siteEvents', '')).map((name) => `site.${name}`);
	const keys = new Set([...(chosen.length > 0 ? chosen : pageEvents.map(eventKey)), ...sites]);
	const output = readOutput(source);
	return {
		destination: source.getNodeParameter('destination', 'n8n') as PageSettings['destination'],
		consent: source.getNodeParameter('consent', 'poool') as ConsentRule,
		keys,
		mappings: compileMappings([...keys], readRows(source), output.namePrefix),
		formFields: listed(source.getNodeParameter('formFields', '')),
		maximumEvents: options.maximumEvents ?? 50,
		readerIdIsUser: options.readerIdIsUser ?? false,
		pageQuery: options.pageQuery ?? false,
		cacheSeconds: (options.bridgeCache ?? 5) * 60,
		skipRepeated: options.skipRepeated ?? true,
		output,
	};
}

/** The rows of Event Mapping, after those of Batch's guide where they are wanted: of two for one event, the last counts. */
function readRows(source: ParameterSource): MappingRow[] {
	const rows = source.getNodeParameter('eventMapping.values', []) as MappingRow[];
	return source.getNodeParameter('guideNames', false) === true ? [...guideRows, ...rows] : rows;
}

/** How many attributes an event may have wherever it goes; Infinity where it is not prepared at all. */
export function maximumAttributes({ destination, output }: PageSettings): number {
	const inPage = destination === 'n8n' ? Infinity : webSdkLimits.attributes.value;
	const inNode = destination === 'batch' || output.form === 'received' ? Infinity : attributeCount(output.family);
	return Math.min(inPage, inNode);
}
