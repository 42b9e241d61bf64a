import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Family } from '../shared/batch/family';
import { attributeLimits } from './attributes';
import { namingProblem } from './eventName';
import { otherEventChoice } from './fields/choices';
import type { TriggerSettings } from './settings';
import type { SignatureOptions } from './signature';

interface Options {
	acceptDeprecatedSignature?: boolean;
	batchApi?: Family;
	includeHeaders?: boolean;
	includePayload?: boolean;
	lateEvents?: 'keepTime' | 'useArrival';
	maximumAge?: number;
	skipRepeated?: boolean;
}

interface Filters {
	environment?: 'any' | 'PRODUCTION' | 'SANDBOX';
	purchaseTypes?: string[];
	stores?: string[];
}

interface EventNameRow {
	event: string;
	otherEvent?: string;
	name: string;
}

type ParameterSource = Pick<IHookFunctions | IWebhookFunctions, 'getNodeParameter'>;

export function readSignatureOptions(source: ParameterSource): SignatureOptions {
	const { acceptDeprecatedSignature = false, maximumAge = 0 } = source.getNodeParameter('options', {}) as Options;
	return {
		acceptDeprecated: acceptDeprecatedSignature,
		maximumAgeSeconds: maximumAge > 0 ? maximumAge * 60 : undefined,
	};
}

/** The node's parameters in the words of the steps. */
export function readSettings(source: ParameterSource): TriggerSettings {
	const options = source.getNodeParameter('options', {}) as Options;
	const filters = source.getNodeParameter('filters', {}) as Filters;
	const rows = source.getNodeParameter('eventNames.values', []) as EventNameRow[];
	return {
		filter: {
			events: new Set([
				...(source.getNodeParameter('events', []) as string[]),
				...listed(source.getNodeParameter('otherEvents', '')),
			]),
			environment: filters.environment ?? 'any',
			stores: new Set(filters.stores),
			purchaseTypes: new Set(filters.purchaseTypes),
			anonymousEvents: source.getNodeParameter('anonymousEvents') as TriggerSettings['filter']['anonymousEvents'],
		},
		preparation: {
			naming: {
				prefix: String(source.getNodeParameter('eventNamePrefix', '')),
				overrides: new Map(rows.map((row) => [eventOf(row), row.name])),
			},
			attributes: source.getNodeParameter('attributes', []) as string[],
			family: options.batchApi ?? 'project',
			lateEvents: options.lateEvents ?? 'keepTime',
		},
		output: {
			form: source.getNodeParameter('output') as TriggerSettings['output']['form'],
			includeHeaders: options.includeHeaders ?? false,
			includePayload: options.includePayload ?? true,
		},
		skipRepeated: options.skipRepeated ?? true,
	};
}

/** Why these settings cannot work, as sentences; nothing when they can. Looked at before activation. */
export function settingsProblems({ filter, output, preparation }: TriggerSettings): string[] {
	if (output.form === 'received') return [];
	const problems: string[] = [];
	const naming = namingProblem(filter.events, preparation.naming);
	if (naming !== undefined) problems.push(naming, 'Shorten "Event Name Prefix" or set names under "Event Names".');
	const { count } = attributeLimits(preparation.family);
	const chosen = new Set(preparation.attributes).size;
	if (chosen > count) {
		problems.push(
			`${chosen} attributes are chosen, and an event of Batch's ${preparation.family} API has ${count} at most.`,
		);
	}
	return problems;
}

function eventOf({ event, otherEvent = '' }: EventNameRow): string {
	return event === otherEventChoice ? otherEvent.trim() : event;
}

function listed(value: unknown): string[] {
	return String(value)
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
}
