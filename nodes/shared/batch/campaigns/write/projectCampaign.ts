import { isRecord } from '../../../isRecord';
import { lowestSendRate, projectLimits } from '../../contract/projectContract';
import { violation, type Violation } from '../../violation';
import { checkMessage } from './message';

/** What the project family calls the states of a campaign when one is written (batch-api-2x.md §6.1). */
export const projectStates = { draft: 'DRAFT', ready: 'RUNNING', stopped: 'STOPPED' } as const;

export type CampaignState = keyof typeof projectStates;

/**
 * Checks the whole body of a campaign of the project family, whether its fields were filled in or it came as JSON
 * (batch-api-2x.md §6.1). What the reference calls unknown passes.
 * @param label the editor's name of a field
 */
export function checkProjectCampaign(campaign: Record<string, unknown>, label: (field: string) => string): Violation[] {
	const { name, when, messages, targeting, send_rate: rate, labels } = campaign;
	const violations: Violation[] = [];
	if (typeof name !== 'string' || name.trim() === '') violations.push(violation(label('name'), name ?? '', 'must not be empty'));
	if (!isRecord(when) || typeof when.start_time !== 'string') violations.push(violation(label('schedule'), when ?? '', 'must say when it starts'));
	// What is no boolean reads as yes to some and as no to others: the campaign would start at another hour.
	else if (!['boolean', 'undefined'].includes(typeof when.local_time)) violations.push(violation(`${label('schedule')}: local_time`, when.local_time, 'must be true or false'));
	const [message]: unknown[] = Array.isArray(messages) && messages.length === 1 ? messages : [];
	if (isRecord(message)) violations.push(...checkMessage(message, label('messages')));
	else violations.push(violation(label('messages'), messages ?? '', 'must hold exactly one message'));
	return [...violations, ...checkConditions(targeting, label('targeting')), ...checkSendRate(rate, label('sendRate')), ...checkLabels(labels, label('labels'))];
}

/** What is no object, Batch may take for nothing at all: that means everybody. */
function checkConditions(targeting: unknown, field: string): Violation[] {
	if (targeting === undefined) return [];
	if (!isRecord(targeting)) return [violation(field, targeting, 'must be an object, with languages, regions or a query')];
	const { query } = targeting;
	if (query !== undefined && !isRecord(query)) return [violation(`${field}: query`, query, 'must be an object')];
	return ['languages', 'regions'].flatMap((name) => (targeting[name] === undefined || isTexts(targeting[name]) ? [] : [violation(`${field}: ${name}`, targeting[name], 'must be a list of texts')]));
}

function isTexts(list: unknown): list is string[] {
	return Array.isArray(list) && list.every((text) => typeof text === 'string' && text.trim() !== '');
}

function checkSendRate(rate: unknown, field: string): Violation[] {
	const { value: highest } = projectLimits.campaignSendRate;
	if (rate === undefined || (Number.isInteger(rate) && Number(rate) >= lowestSendRate && Number(rate) <= highest)) return [];
	return [violation(field, rate, `must be a whole number of messages a minute from ${lowestSendRate} to ${highest}`)];
}

function checkLabels(labels: unknown, field: string): Violation[] {
	const { value: most } = projectLimits.campaignLabels;
	if (labels === undefined || (isTexts(labels) && labels.length <= most)) return [];
	return [violation(field, labels, `must be a list of at most ${most} texts`)];
}
