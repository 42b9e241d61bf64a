import type { Resource } from '../../operation';
import { getManySegments } from './getMany.operation';

export const segment: Resource = {
	text: { name: 'Segment', value: 'segment', description: 'Groups of profiles that the dashboard keeps up to date' },
	operations: [getManySegments],
	defaultOperation: getManySegments,
};
