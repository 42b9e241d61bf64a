import { webSdkLimits } from '../../shared/batch/contract/webSdkContract';
import type { CallBounds } from '../../shared/webhook/bounds';
import { readOrigins, type Origins } from '../../shared/webhook/origins';
import { eventLimits } from '../../shared/webhook/prepared/eventLimits';
import { readGather } from '../../shared/webhook/prepared/settings';
import type { Parameters, ParameterSource } from '../../shared/parameters';
import { pageEvents } from '../catalogue/events';
import { guideRows } from '../catalogue/guideRows';
import { eventKey } from '../catalogue/pageEvent';
import type { ConsentRule } from '../bridge/config';
import { compileMappings } from '../mapping/compileMapping';
import type { EventMapping } from '../mapping/mapping';
import { readMappingRows, type MappingRow } from '../mapping/rows';
import { readPooolOutput, type PooolOutput } from '../output';
import { parametersOf } from '../parameters';

/** What becomes of a user id that the site's server did not sign. */
export type UserVerification = 'off' | 'anonymous' | 'refuse';

/** What a call has to be before its body is looked at. */
export interface GuardSettings extends CallBounds {
	readonly origins: Origins;
	/** Of all clients of one site together; 0 for any number. */
	readonly siteCallsPerMinute: number;
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
	readonly gather: boolean;
	readonly output: PooolOutput;
}

export function readGuards(source: ParameterSource): GuardSettings {
	const parameters = parametersOf(source);
	const options = parameters.collection('options');
	return {
		origins: readOrigins(parameters.list('allowedOrigins')),
		maximumBytes: options.number('maximumBody') * 1024,
		callsPerMinute: options.number('callsPerMinute'),
		siteCallsPerMinute: options.number('siteCallsPerMinute'),
		verification: parameters.choice('userVerification'),
	};
}

/** The node's parameters in the words of the steps. */
export function readPageSettings(source: ParameterSource): PageSettings {
	const parameters = parametersOf(source);
	const options = parameters.collection('options');
	const chosen = parameters.choices('events');
	const sites = parameters.list('siteEvents').map((name) => `site.${name}`);
	const keys = new Set([...(chosen.length > 0 ? chosen : pageEvents.map(eventKey)), ...sites]);
	const output = readPooolOutput(parameters);
	return {
		destination: parameters.choice('destination'),
		consent: parameters.choice('consent'),
		keys,
		mappings: compileMappings([...keys], readRows(parameters), output.namePrefix),
		formFields: parameters.list('formFields'),
		maximumEvents: options.number('maximumEvents'),
		readerIdIsUser: options.flag('readerIdIsUser'),
		pageQuery: options.flag('pageQuery'),
		cacheSeconds: options.number('bridgeCache') * 60,
		skipRepeated: options.flag('skipRepeated'),
		gather: readGather(parameters),
		output,
	};
}

/** The rows of Event Mapping, after those of Batch's guide where they are wanted: of two for one event, the last counts. */
function readRows(parameters: Parameters): MappingRow[] {
	const rows = readMappingRows(parameters);
	return parameters.flag('guideNames') ? [...guideRows, ...rows] : rows;
}

/** How many attributes an event may have wherever it goes; Infinity where it is not prepared at all. */
export function maximumAttributes({ destination, output }: PageSettings): number {
	const inPage = destination === 'n8n' ? Infinity : webSdkLimits.attributes.value;
	const inNode = destination === 'batch' || output.form === 'received' ? Infinity : eventLimits(output.family).attributes;
	return Math.min(inPage, inNode);
}
