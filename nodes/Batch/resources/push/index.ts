import type { Resource } from '../../operation';
import { getPushStatistics } from './getStatistics.operation';
import { sendPush } from './send.operation';
import { sendPushFromTemplate } from './sendFromTemplate.operation';

export const push: Resource = {
	text: { name: 'Push', value: 'push', description: 'Transactional push notifications of each app' },
	operations: [getPushStatistics, sendPush, sendPushFromTemplate],
	defaultOperation: sendPush,
};
