import type { INodeProperties } from 'n8n-workflow';
import { alphabetically } from '../../../shared/words';

export type TargetingChoice = 'everybody' | 'keep' | 'matching';

const choicesFor = (everybody: string) => ({
	everybody: { name: 'Everybody', value: 'everybody', description: everybody },
	keep: { name: 'As It Is', value: 'keep', description: 'The targeting is left alone' },
	matching: { name: 'Those Who Match', value: 'matching', description: 'Only people whom the fields below describe: at least one must be filled in' },
});

/**
 * Whom a campaign reaches. Nobody is reached by leaving a field empty: everybody must be said.
 * @param everybody who that is
 */
export function targetingField(offered: readonly TargetingChoice[], chosen: TargetingChoice, everybody = 'Everybody whom the channel reaches'): INodeProperties {
	const choices = choicesFor(everybody);
	return {
		displayName: 'Targeting',
		name: 'targeting',
		type: 'options',
		noDataExpression: true,
		default: chosen,
		options: offered.map((choice) => choices[choice]).sort((first, second) => alphabetically(first.name, second.name)),
		description: 'Whom the campaign reaches',
	};
}

const audienceOption: INodeProperties = {
	displayName: 'Audience',
	name: 'audience',
	type: 'string',
	default: '',
	placeholder: 'e.g. vip_readers',
	description:
		'The name of an audience. How a campaign names one is not documented: put it under Additional Fields (JSON), into “targeting”. Nothing becomes ready as long as the name does not stand there.',
};

const queryOption: INodeProperties = {
	displayName: 'Query (JSON)',
	name: 'query',
	type: 'json',
	default: '{}',
	description: 'A targeting query in the notation of Batch, e.g. {"firstname": {"$eq": "Ada"}}',
};

const listOption = (displayName: string, name: string, example: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${example}`,
	description,
});

const criteria = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Match',
	name: 'criteria',
	type: 'collection',
	placeholder: 'Add Condition',
	default: {},
	options: options.toSorted((first, second) => alphabetically(first.displayName, second.displayName)),
	displayOptions: { show: { targeting: ['matching'] } },
});

/** What the project family targets by (batch-api-2x.md §6.1). */
export const projectCriteria = criteria([
	audienceOption,
	listOption('Languages', 'languages', 'en, fr', 'Codes of languages, separated by commas'),
	queryOption,
	listOption('Regions', 'regions', 'FR, US', 'Codes of regions, separated by commas'),
]);

/** What the app family targets by; how it names languages and regions is unknown (batch-api-1x.md §3.1). */
export const appCriteria = criteria([
	audienceOption,
	{ ...queryOption, description: 'A targeting query in the notation of Batch, e.g. {"c.plan": "gold"}' },
	{
		displayName: 'Segments',
		name: 'segments',
		type: 'multiOptions',
		default: [],
		options: [
			{ name: 'Dormant', value: 'DORMANT' },
			{ name: 'Engaged', value: 'ENGAGED' },
			{ name: 'Imported', value: 'IMPORTED' },
			{ name: 'New', value: 'NEW' },
			{ name: 'One Time', value: 'ONE_TIME' },
		],
		description: 'Groups by how often people use the app',
	},
]);
