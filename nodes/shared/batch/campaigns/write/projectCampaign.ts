import { isRecord } from '../../../isRecord';
import { lowestSendRate, projectLimits } from '../../contract/projectContract';
import { violation, type Violation } from '../../violation';

/** What the project family calls the states of a campaign when one is written (batch-api-2x.md §6.1). */
export const projectStates = { draft: 'DRAFT', ready: 'RUNNING', stopped: 'STOPPED' } as const;

export type CampaignState = keyof typeof projectStates;

/**
 * Checks the whole body of a campaign of the project family, whether its fields were filled in or it came as JSON
 * (batch-api-2x.md §6.1). What the reference calls unknown passes.
 * @param label the editor's name of a field
 */
export function checkProjectCampaign(campaign: Record<string, unknown>, label: (field: string) => string): Violation[] {
	const { name, when, messages, send_rate: rate, labels } = campaign;
	const violations: Violation[] = [];
	if (typeof name !== 'string' || name.trim() === '') violations.push(violation(label('name'), name ?? '', 'must not be empty'));
	if (!isRecord(when) || typeof when.start_time !== 'string') violations.push(violation(label('schedule'), when ?? '', 'must say when it starts'));
	if (!Array.isArray(messages) || messages.length !== 1 || !isRecord(messages[0])) {
		violations.push(violation(label('messages'), messages ?? '', 'must hold exactly one message'));
	}
	return [...violations, ...checkSendRate(rate, label('sendRate')), ...checkLabels(labels, label('labels'))];
}

function checkSendRate(rate: unknown, field: string): Violation[] {
	const { value: highest } = projectLimits.campaignSendRate;
	if (rate === undefined || (Number.isInteger(rate) && Number(rate) >= lowestSendRate && Number(rate) <= highest)) return [];
	return [violation(field, rate, `must be a whole number of messages a minute from ${lowestSendRate} to ${highest}`)];
}

function checkLabels(labels: unknown, field: string): Violation[] {
	const { value: most } = projectLimits.campaignLabels;
	if (labels === undefined || (Array.isArray(labels) && labels.length <= most)) return [];
	return [violation(field, labels, `must be at most ${most}`)];
}
