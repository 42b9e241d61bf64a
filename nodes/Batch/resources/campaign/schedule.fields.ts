import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { alphabetically } from '../../../shared/words';

const choices = {
	keep: { name: 'As It Is', value: 'keep', description: 'The time is left alone' },
	localTime: { name: 'At Each Person’s Local Time', value: 'localTime', description: 'When the clock where each person is shows the time' },
	time: { name: 'At a Time', value: 'time', description: 'At the same moment for everybody' },
	now: { name: 'Now', value: 'now', description: 'At once, when the campaign is ready or started' },
	stored: { name: 'When the Campaign Says', value: 'stored', description: 'At the time it was given before, which must lie ahead' },
} as const satisfies Record<string, INodePropertyOptions>;

export type ScheduleChoice = keyof typeof choices;

/** When a campaign starts. */
export function scheduleField(offered: readonly ScheduleChoice[], chosen: ScheduleChoice): INodeProperties {
	const options: INodePropertyOptions[] = offered.map((choice) => choices[choice]).sort((first, second) => alphabetically(first.name, second.name));
	// One that is there has a time already.
	const isNew = !offered.includes('keep') && !offered.includes('stored');
	return {
		displayName: 'Schedule',
		name: 'schedule',
		type: 'options',
		noDataExpression: true,
		default: chosen,
		options,
		description: isNew ? 'When the campaign starts. Batch wants a time of drafts, too.' : 'When the campaign starts',
	};
}

export const startsAtField: INodeProperties = {
	displayName: 'Starts At',
	name: 'startsAt',
	type: 'dateTime',
	required: true,
	default: '',
	placeholder: 'e.g. 2026-12-01 09:00:00',
	description: 'A time that lies ahead, in the time zone of the workflow unless it has an offset',
	hint: 'What comes out shows it in UTC and in the time zone of the workflow',
	displayOptions: { show: { schedule: ['time', 'localTime'] } },
};
