import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** What settings are read from: the node when it is activated, or when it is called. */
export type ParameterSource = Pick<IHookFunctions | IWebhookFunctions, 'getNodeParameter'>;

/** Which of Poool's three ways the node listens to. */
export type Receive = 'page' | 'submission' | 'secured';

export function readReceive(source: ParameterSource): Receive {
	return source.getNodeParameter('receive', 'page') as Receive;
}
