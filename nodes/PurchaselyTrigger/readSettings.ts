import { eventLimits } from '../shared/webhook/prepared/eventLimits';
import { Parameters, type ParameterSource } from '../shared/parameters';
import { readGather, readOutput } from '../shared/webhook/prepared/settings';
import { chosenAttributes } from './attributes';
import { namingObstacle } from './eventName';
import { otherEventChoice } from './fields/choices';
import { filterFields } from './fields/filters';
import { optionFields } from './fields/options';
import { outputFields } from './fields/output';
import type { FilterSettings, TriggerSettings } from './settings';
import type { SignatureOptions } from './signature';

const fields = [...filterFields, ...outputFields, ...optionFields];

export function readSignatureOptions(source: ParameterSource): SignatureOptions {
	const options = Parameters.ofNode(source, fields).collection('options');
	const maximumAge = options.number('maximumAge');
	return {
		acceptDeprecated: options.flag('acceptDeprecatedSignature'),
		maximumAgeSeconds: maximumAge > 0 ? maximumAge * 60 : undefined,
	};
}

/** The node's parameters in the words of the steps. */
export function readSettings(source: ParameterSource): TriggerSettings {
	const parameters = Parameters.ofNode(source, fields);
	const options = parameters.collection('options');
	const output = readOutput(parameters);
	return {
		filter: readFilter(parameters),
		preparation: {
			naming: {
				prefix: parameters.text('eventNamePrefix'),
				overrides: new Map(parameters.rows('eventNames').map((row) => [eventOf(row), row.text('name')])),
			},
			attributes: parameters.choices('attributes'),
			family: output.family,
			lateEvents: options.choice('lateEvents'),
		},
		output,
		skipRepeated: options.flag('skipRepeated'),
		gather: readGather(parameters),
	};
}

/** Why these settings cannot work, as sentences; nothing when they can. Looked at before activation. */
export function settingsObstacles({ filter, output, preparation }: TriggerSettings): string[] {
	if (output.form === 'received') return [];
	const obstacles: string[] = [];
	const naming = namingObstacle(filter.events, preparation.naming);
	if (naming !== undefined) obstacles.push(naming, 'Shorten "Event Name Prefix" or set names under "Event Names".');
	const { attributes: count } = eventLimits(output.family);
	const chosen = new Set(chosenAttributes(preparation.attributes, output.family)).size;
	if (chosen > count) {
		obstacles.push(`${chosen} attributes are chosen, and an event of Batch's ${output.family} API has ${count} at most.`);
	}
	return obstacles;
}

/** Why the rows of Event Names cannot be meant, as sentences: of two for one event, one would count without a word. */
export function rowObstacles(source: ParameterSource): string[] {
	const parameters = Parameters.ofNode(source, fields);
	if (readOutput(parameters).form === 'received') return [];
	const events = parameters.rows('eventNames').map(eventOf);
	const twice = new Set(events.filter((event, index) => event !== '' && events.indexOf(event) < index));
	return [
		...[...twice].map((event) => `Event Names has two rows for ${event}.`),
		...(events.includes('') ? ['Event Names has a row that says no event.'] : []),
	];
}

function readFilter(parameters: Parameters): FilterSettings {
	const filters = parameters.collection('filters');
	return {
		events: new Set([...parameters.choices('events'), ...parameters.list('otherEvents')]),
		environment: parameters.choice<FilterSettings['environment']>('environment'),
		stores: new Set(filters.choices('stores')),
		purchaseTypes: new Set(filters.choices('purchaseTypes')),
	};
}

function eventOf(row: Parameters): string {
	const event = row.choice('event');
	return event === otherEventChoice ? row.text('otherEvent').trim() : event;
}
