import type { IExecuteFunctions } from 'n8n-workflow';

import { sendOnce, type SendOnce } from './sendOnce';

const smallestHistory = 100;
const usualHistory = 10_000;

/**
 * Send Once as a node's parameters have it: *Send Once*, and of its options *Send Once History Size* and
 * *Interrupted Events*.
 * @param rows of the run: the history is never shorter
 * @returns undefined when it is off
 */
export function openSendOnce(context: IExecuteFunctions, rows: number): SendOnce | undefined {
	if (context.getNodeParameter('sendOnce', 0, false) !== true) return undefined;
	const history = Number(context.getNodeParameter('options.onceHistory', 0, usualHistory)) || usualHistory;
	return sendOnce({
		helpers: context.helpers,
		node: `${context.getWorkflow().id} ${context.getNode().id}`,
		history: Math.ceil(Math.max(history, smallestHistory, rows)),
		sendInterruptedAgain: context.getNodeParameter('options.interruptedEvents', 0, 'report') === 'sendAgain',
		warn: (message) => context.addExecutionHints({ type: 'warning', location: 'outputPane', message }),
	});
}
